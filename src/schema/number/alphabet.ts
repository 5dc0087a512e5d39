/** The bytes of JSON numbers as 14 classes: the digits, '-', '+', '.', and 'e' or 'E'. */

export const classCount = 14
export const MINUS = 10
export const PLUS = 11
export const DOT = 12
export const EXP = 13

/** Class of each byte, -1 if it does not occur in numbers. */
export const classOfByte = new Int8Array(256).fill(-1)
for (let d = 0; d < 10; d++) classOfByte[0x30 + d] = d
classOfByte[0x2d] = MINUS
classOfByte[0x2b] = PLUS
classOfByte[0x2e] = DOT
classOfByte[0x65] = EXP
classOfByte[0x45] = EXP
