/**
 * Five shapes of schema, each with one valid instance. `text` is what is tokenised and replayed: the
 * members of objects are in the declared order, since not every engine accepts another.
 */

const flat = {
  name: 'flat',
  schema: {
    type: 'object',
    properties: {
      title: { type: 'string' },
      author: { type: 'string' },
      year: { type: 'integer' },
      inPrint: { type: 'boolean' },
      rating: { type: 'number' },
    },
    required: ['title', 'author', 'year', 'inPrint'],
  },
  instance: { title: 'The Left Hand of Darkness', author: 'Ursula K. Le Guin', year: 1969, inPrint: true, rating: 4.7 },
}

const nested = {
  name: 'nested',
  schema: {
    type: 'object',
    properties: {
      orderId: { type: 'string' },
      customer: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          email: { type: 'string' },
          address: {
            type: 'object',
            properties: {
              street: { type: 'string' },
              city: { type: 'string' },
              country: { enum: ['DE', 'FR', 'IN', 'US'] },
            },
            required: ['street', 'city', 'country'],
          },
        },
        required: ['name', 'address'],
      },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            sku: { type: 'string' },
            quantity: { type: 'integer' },
            price: {
              type: 'object',
              properties: { amount: { type: 'number' }, currency: { type: 'string' } },
              required: ['amount'],
            },
            tags: { type: 'array', items: { type: 'string' } },
          },
          required: ['sku', 'quantity', 'price'],
        },
      },
      note: { type: ['string', 'null'] },
    },
    required: ['orderId', 'customer', 'lines'],
  },
  instance: {
    orderId: 'A-20931',
    customer: {
      name: 'Grace Okonkwo',
      email: 'grace@example.org',
      address: { street: '12 Harbour Lane', city: 'Lyon', country: 'FR' },
    },
    lines: [
      { sku: 'TEA-500', quantity: 2, price: { amount: 7.95, currency: 'EUR' }, tags: ['organic', 'loose leaf'] },
      { sku: 'MUG-02', quantity: 1, price: { amount: 12.5, currency: 'EUR' }, tags: [] },
    ],
    note: 'Please leave it with the neighbour on the second floor.',
  },
}

const bounds = {
  name: 'bounds',
  schema: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      created: { type: 'string', format: 'date-time' },
      birthday: { type: 'string', format: 'date' },
      code: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
      slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
      headline: { type: 'string', minLength: 10, maxLength: 120 },
      summary: { type: 'string', maxLength: 400 },
      score: { type: 'integer', minimum: 0, maximum: 100 },
      ratio: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      keywords: { type: 'array', minItems: 1, maxItems: 8, items: { type: 'string', minLength: 2, maxLength: 24 } },
    },
    required: ['id', 'created', 'birthday', 'code', 'slug', 'headline', 'summary', 'score', 'ratio', 'keywords'],
    additionalProperties: false,
  },
  instance: {
    id: '3f0c9a52-7d1e-4b68-9a34-5be0c2d7f116',
    created: '2026-03-14T09:26:53Z',
    birthday: '1987-11-02',
    code: 'KLM-4821',
    slug: 'trees-along-a-frame',
    headline: 'Gardeners train fruit trees to grow flat along a frame',
    summary:
      'An espalier is a tree whose branches are led along a lattice or a wall. It takes years of patient pruning, gives more fruit in less room, and looks like a drawing.',
    score: 87,
    ratio: 0.625,
    keywords: ['garden', 'pruning', 'fruit trees', 'walls'],
  },
}

const operand = { $ref: '#/$defs/expression' }
const recursive = {
  name: 'recursive',
  schema: {
    $defs: {
      expression: {
        anyOf: [
          {
            type: 'object',
            properties: { kind: { const: 'number' }, value: { type: 'number' } },
            required: ['kind', 'value'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kind: { const: 'name' }, name: { type: 'string' } },
            required: ['kind', 'name'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kind: { const: 'unary' }, operator: { enum: ['-', '!', '~'] }, operand },
            required: ['kind', 'operator', 'operand'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: {
              kind: { const: 'binary' },
              operator: { enum: ['+', '-', '*', '<', '=='] },
              left: operand,
              right: operand,
            },
            required: ['kind', 'operator', 'left', 'right'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kind: { const: 'call' }, callee: operand, arguments: { type: 'array', items: operand } },
            required: ['kind', 'callee', 'arguments'],
            additionalProperties: false,
          },
        ],
      },
    },
    $ref: '#/$defs/expression',
  },
  instance: {
    kind: 'call',
    callee: { kind: 'name', name: 'max' },
    arguments: [
      {
        kind: 'binary',
        operator: '+',
        left: { kind: 'number', value: 1.5 },
        right: { kind: 'unary', operator: '-', operand: { kind: 'name', name: 'offset' } },
      },
      { kind: 'binary', operator: '*', left: { kind: 'name', name: 'width' }, right: { kind: 'number', value: 12 } },
      { kind: 'call', callee: { kind: 'name', name: 'now' }, arguments: [] },
    ],
  },
}

const verbs = ['create', 'list', 'update', 'delete']
const nouns = [
  'invoice',
  'ticket',
  'meeting',
  'contact',
  'document',
  'payment',
  'shipment',
  'campaign',
  'release',
  'report',
]

function tool(verb, noun, index) {
  const parameters = {
    create: {
      properties: {
        title: { type: 'string' },
        priority: { enum: ['low', 'normal', 'high'] },
        due: { type: 'string' },
        labels: { type: 'array', items: { type: 'string' } },
      },
      required: ['title', 'priority'],
    },
    list: {
      properties: {
        query: { type: 'string' },
        limit: { type: 'integer' },
        sort: { enum: ['newest', 'oldest', 'name'] },
      },
      required: ['query'],
    },
    update: {
      properties: {
        id: { type: 'string' },
        changes: { type: 'object', properties: { title: { type: 'string' }, closed: { type: 'boolean' } } },
        [`${noun}Version`]: { type: 'integer' },
      },
      required: ['id', 'changes'],
    },
    delete: { properties: { id: { type: 'string' }, force: { type: 'boolean' } }, required: ['id'] },
  }[verb]
  return {
    type: 'object',
    description: `Tool ${index}: ${verb} a ${noun}.`,
    properties: {
      tool: { const: `${verb}_${noun}` },
      arguments: { type: 'object', ...parameters, additionalProperties: false },
    },
    required: ['tool', 'arguments'],
    additionalProperties: false,
  }
}

const tools = {
  name: '40 tools',
  schema: {
    type: 'object',
    properties: {
      thought: { type: 'string' },
      calls: {
        type: 'array',
        items: { anyOf: nouns.flatMap((noun, i) => verbs.map((verb, j) => tool(verb, noun, 4 * i + j))) },
      },
    },
    required: ['thought', 'calls'],
    additionalProperties: false,
  },
  instance: {
    thought: 'The customer wants the broken invoice closed and a new meeting about it.',
    calls: [
      { tool: 'list_invoice', arguments: { query: 'Okonkwo March', limit: 5, sort: 'newest' } },
      {
        tool: 'update_invoice',
        arguments: { id: 'INV-118', changes: { title: 'Invoice (corrected)', closed: true }, invoiceVersion: 3 },
      },
      {
        tool: 'create_meeting',
        arguments: { title: 'Billing follow-up', priority: 'high', due: '2026-04-02', labels: ['billing', 'customer'] },
      },
      { tool: 'delete_document', arguments: { id: 'DOC-9', force: false } },
    ],
  },
}

export const shapes = [flat, nested, bounds, recursive, tools].map((shape) => ({
  ...shape,
  text: JSON.stringify(shape.instance),
}))

/** A schema unlike the five, to warm up the just-in-time compiler before anything is measured. */
export const warmUp = {
  name: 'warm-up',
  schema: {
    type: 'object',
    properties: {
      a: { type: 'string' },
      b: {
        type: 'array',
        items: {
          anyOf: [
            { type: 'number' },
            { type: 'string' },
            { type: 'object', properties: { deep: { type: 'boolean' } } },
          ],
        },
      },
      c: { enum: ['one', 'two', 'three'] },
    },
    required: ['a', 'b'],
  },
  text: '{"a":"some text, then \\n more","b":[1.5,"x y z",{"deep":true,"other":null},-20],"c":"two"}',
}
