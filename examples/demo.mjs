/**
 * A value out of a sentence, by the model that ships with the package: `npm run demo`.
 * The model is tiny (a few MB) and was trained on short facts like these; the constraint is what makes
 * every answer a value of the schema.
 */
import { disposeModels, generate, stream } from '../dist/index.js'

const date = { type: 'string', format: 'date' }

const cases = [
  {
    sentence: 'Marta Lindqvist turned 34 last week and still lives in Gdansk.',
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' }, city: { type: 'string' } },
      required: ['name', 'age', 'city'],
      additionalProperties: false,
    },
  },
  {
    sentence: 'Invoice INV-2041 for Daniel Brooks comes to $1,280.50 and is due on 3 March 2026.',
    schema: {
      type: 'object',
      properties: { number: { type: 'string' }, customer: { type: 'string' }, total: { type: 'number' }, due: date },
      required: ['number', 'customer', 'total', 'due'],
      additionalProperties: false,
    },
  },
  {
    sentence: 'The Autumn Wool Fair takes place on 18 October 2025 in the Kelso town hall.',
    schema: {
      type: 'object',
      properties: { title: { type: 'string' }, date, location: { type: 'string' } },
      required: ['title', 'date', 'location'],
      additionalProperties: false,
    },
  },
]

const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[0m` : text)
const shape = (schema) =>
  Object.entries(schema.properties)
    .map(([key, { type, format }]) => `${key}: ${format ?? type}`)
    .join(', ')

for (const { sentence, schema } of cases) {
  const { value, usage, forcedTokens, timings } = await generate.detailed(schema, { prompt: sentence })
  const steps = timings.stepMs
  const perStep = steps.reduce((sum, ms) => sum + ms, 0) / Math.max(1, steps.length)
  const maskUs = timings.maskUs.reduce((sum, us) => sum + us, 0) / Math.max(1, timings.maskUs.length)
  console.log(`sentence  ${sentence}`)
  console.log(`schema    { ${shape(schema)} }`)
  console.log(`value     ${bold(JSON.stringify(value))}`)
  console.log(
    `timings   ${timings.totalMs.toFixed(0)} ms (model loaded in ${timings.loadMs.toFixed(0)} ms, schema compiled in ` +
      `${timings.compileMs.toFixed(1)} ms), ${usage.outputTokens} tokens, ${forcedTokens} of them forced, ` +
      `${perStep.toFixed(1)} ms per model call, ${maskUs.toFixed(0)} µs per mask\n`,
  )
}

const [person] = cases
console.log('the first one again, value by value as they are completed:')
for await (const event of stream(person.schema, { prompt: person.sentence })) {
  if (event.type === 'value-complete') console.log(`  ${event.path || '(whole)'} ${JSON.stringify(event.value)}`)
}

await disposeModels()
