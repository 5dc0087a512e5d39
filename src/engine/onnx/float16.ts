/** IEEE 754 half-precision bits to float32. */
export function halfToFloat(half: Uint16Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < half.length; i++) {
    const h = half[i]!
    const sign = (h & 0x8000) << 16
    const exponent = (h >>> 10) & 31
    const fraction = h & 0x3ff
    if (exponent === 0) {
      // Zero and subnormals: fraction times 2^-24, exact in float32.
      out[i] = fraction * 5.9604644775390625e-8
      bits[i] = bits[i]! | sign
    } else {
      bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)
    }
  }
}
