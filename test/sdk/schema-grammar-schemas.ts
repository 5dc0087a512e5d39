/** Schemas of which all can be written as grammars. */
export const schemas: Readonly<Record<string, object>> = {
  'a reading of a sensor': {
    type: 'object',
    properties: {
      sensor: { type: 'string', pattern: '^[a-z]{2}-\\d{1,3}$' },
      celsius: { type: 'integer', minimum: -90, maximum: 60 },
      note: { type: ['string', 'null'], maxLength: 5 },
    },
    required: ['sensor', 'celsius'],
    additionalProperties: false,
  },
  'optional members first': {
    type: 'object',
    properties: { a: { const: 1 }, b: { type: 'boolean' }, c: { enum: ['x', null] }, d: { const: [] } },
    required: ['c'],
    additionalProperties: false,
  },
  'optional members only': {
    type: 'object',
    properties: { 'k "1"': { type: 'null' }, é: { type: 'null' }, z: { type: 'null' } },
    additionalProperties: false,
  },
  'a tree': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        title: 'Node',
        type: 'object',
        properties: { name: { type: 'string', minLength: 1, maxLength: 3 }, children: { $ref: '#/$defs/nodes' } },
        required: ['name'],
        additionalProperties: false,
      },
      nodes: { type: 'array', items: { $ref: '#/$defs/node' }, maxItems: 3 },
    },
  },
  'references to a definition that says nothing': {
    type: 'array',
    prefixItems: [{ $ref: '#/$defs/any' }],
    items: { $ref: '#/$defs/any' },
    $defs: { any: true },
  },
  'a tuple and more': {
    type: 'array',
    prefixItems: [{ type: 'integer', exclusiveMinimum: 0 }, { enum: ['up', 'down'] }],
    items: { type: 'boolean' },
    minItems: 1,
    maxItems: 4,
  },
  'a closed tuple': { type: 'array', prefixItems: [{ const: 'v' }, { type: 'number' }], items: false, minItems: 2 },
  'one of several': {
    anyOf: [
      {
        type: 'object',
        properties: { kind: { const: 'circle' }, radius: { type: 'number' } },
        required: ['kind', 'radius'],
        additionalProperties: false,
      },
      { type: 'object', properties: { kind: { const: 'dot' } }, required: ['kind'], additionalProperties: false },
      { type: 'null' },
    ],
  },
  'a map of counts': { type: 'object', additionalProperties: { type: 'integer', minimum: 0, maximum: 105 } },
  'any value': {},
  'strings with a pattern and lengths': {
    type: 'array',
    items: { type: 'string', pattern: '[0-9]["\\\\\\n]?', minLength: 2, maxLength: 4 },
    minItems: 1,
    maxItems: 2,
  },
}
