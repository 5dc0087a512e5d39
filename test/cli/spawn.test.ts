import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { embedded } from '../engine/real-models.js'

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))
const built = existsSync(path('dist/cli.js'))

interface Run {
  status: number | null
  out: string
  err: string
}

function run(args: string[], { input = '', env = {}, interruptOn = '' } = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path('dist/cli.js'), ...args], { env: { ...process.env, ...env } })
    let out = ''
    let err = ''
    let interrupted = false
    child.stdout.on('data', (chunk) => {
      out += chunk
      // Once: a second interrupt ends the process the hard way.
      if (interruptOn !== '' && !interrupted && out.includes(interruptOn)) interrupted = child.kill('SIGINT')
    })
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, out, err }))
    child.stdin.end(input)
  })
}

describe.skipIf(!built)('the built command line', () => {
  const person = path('schemas/person.json')

  it('judges standard input', async () => {
    const good = await run(['check', person, '-'], { input: '{"name":"A","age":1,"city":"B"}\n' })
    expect(good.err).toBe('')
    expect(good.status).toBe(0)
    const bad = await run(['check', person, '-'], { input: '[]' })
    expect(bad.status).toBe(1)
    expect(bad.out).toMatch(/rejected -/)
  })

  it('uses no colours in a pipe', async () => {
    const { out } = await run(['check', person, '-'], { input: '[]', env: { NO_COLOR: '', FORCE_COLOR: '' } })
    expect(out).not.toContain(String.fromCharCode(27))
  })

  it('exits 2 for a schema that cannot be used, 64 for wrong usage', async () => {
    expect((await run(['check', 'no/such/file.json'])).status).toBe(2)
    expect((await run(['check', person, '--jsn'])).status).toBe(64)
  })

  it('tells version and help', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await run(['--help'])).out).toMatch(/generate.*check.*mask.*types.*models/s)
  })

  it('prints types', async () => {
    expect((await run(['types', person])).out).toContain('export interface Person')
  })

  it.skipIf(!embedded.there)('generates with the embedded model, and leaves no process behind', async () => {
    const { status, out, err } = await run(['generate', person, '--prompt', 'Ada Reed, 36, lives in Leeds.'])
    expect(status, err).toBe(0)
    expect(Object.keys(JSON.parse(out))).toEqual(['name', 'age', 'city'])
  })

  it.skipIf(!embedded.there)('ends with 130 when interrupted in the middle', async () => {
    const args = ['generate', person, '--prompt', 'Ada Reed, 36, lives in Leeds.', '--stream', '--temperature', '2']
    const { status, out } = await run([...args, '--seed', '1'], { interruptOn: '{' })
    // A fast machine may be through before the signal arrives.
    if (status !== 0) expect(status).toBe(130)
    expect(out.startsWith('{')).toBe(true)
  })

  it.skipIf(!embedded.there)('lists the embedded model', async () => {
    const { out } = await run(['models', '--json'])
    expect(JSON.parse(out)[0]).toMatchObject({ name: 'espalier-tiny', origin: 'embedded', usable: true })
  })
})
