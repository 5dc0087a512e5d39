#!/usr/bin/env node
import { disposeModels } from '../sdk/models.js'
import { processIo } from './io.js'
import { main } from './program.js'

const status = await main(process.argv.slice(2), processIo())
await disposeModels()
// Set, not called: what is still in the pipe must get out.
process.exitCode = status
