/** Random JSON schemas of the kinds that forms, settings and records have; the same ones for the same seed. */

const names = 'name id status tags size price when owner items notes level enabled kind parent points email'.split(' ')
const words = 'open closed draft small medium large red green blue north south urgent normal'.split(' ')

/** xorshift32 */
function chance(seed) {
  let x = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1
  const next = () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
  const below = (n) => next() % n
  return { below, pick: (list) => list[below(list.length)] }
}

export function randomSchema(seed) {
  const random = chance(seed)
  return object(random, 2)
}

function object(random, depth) {
  const properties = {}
  const count = 1 + random.below(4)
  while (Object.keys(properties).length < count) properties[random.pick(names)] = value(random, depth)
  const required = Object.keys(properties).filter(() => random.below(4) > 0)
  return { type: 'object', properties, required, additionalProperties: false }
}

function value(random, depth) {
  switch (random.below(depth > 0 ? 12 : 9)) {
    case 0:
      return { type: 'integer' }
    case 1:
      return { type: 'integer', minimum: 0, maximum: 10 + random.below(1000) }
    case 2:
      return { type: 'boolean' }
    case 3:
      return { enum: [...new Set([random.pick(words), random.pick(words), random.pick(words)])] }
    case 4:
      return { type: 'string', maxLength: 4 + random.below(12) }
    case 5:
      return { type: 'string', pattern: random.pick(['^[A-Z]{2}-[0-9]{3}$', '^#[0-9a-f]{6}$', '^[a-z]+(_[a-z]+)*$']) }
    case 6:
      return { type: 'string', format: random.pick(['date', 'date-time', 'email', 'ipv4']) }
    case 7:
      return { type: ['string', 'null'] }
    case 8:
      return { type: 'number', multipleOf: 0.5 }
    case 9:
      return {
        type: 'array',
        items: value(random, depth - 1),
        minItems: random.below(2),
        maxItems: 2 + random.below(2),
      }
    case 10:
      return object(random, depth - 1)
    default:
      return { anyOf: [value(random, depth - 1), object(random, depth - 1)] }
  }
}
