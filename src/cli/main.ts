#!/usr/bin/env node
import { processIo } from './io.js'
import { main } from './program.js'

const status = await main(process.argv.slice(2), processIo())
// Set, not called: what is still in the pipe must get out.
process.exitCode = status
