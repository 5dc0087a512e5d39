import { Command, CommanderError } from 'commander'
import { addCanvas } from './canvas.js'
import { addCheck } from './check.js'
import { registerConformance } from './conformance.js'
import { exitCodeOf, exitCodes, exitCodesHelp, reportError } from './exit-codes.js'
import { addGenerate } from './generate.js'
import { addGrammar } from './grammar.js'
import { addInfill } from './infill.js'
import type { Io } from './io.js'
import { addMask } from './mask.js'
import { addModels } from './models.js'
import { addTypes } from './types.js'
import { version } from './version.js'

/**
 * Runs one command line.
 * @param argv arguments after the program's name
 * @returns the exit status, see --help
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let status: number = exitCodes.ok
  const exit = (code: number) => {
    status = code
  }
  const program = new Command('espalier')
    .description('Constrained structured generation: a language model writes only what your schema or grammar allows.')
    .version(await version())
    .showHelpAfterError('(--help tells the options)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      getOutHasColors: () => io.colours,
      getErrHasColors: () => io.colours,
    })
    .addHelpText('after', exitCodesHelp)
  addGenerate(program, io)
  addCheck(program, io, exit)
  addMask(program, io, exit)
  addInfill(program, io, exit)
  addCanvas(program, io)
  addGrammar(program, io, exit)
  addTypes(program, io)
  addModels(program, io)
  registerConformance(program, io, exit)
  // Settings are inherited at creation only, and subcommands were made by command().
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.addHelpText('after', exitCodesHelp)
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    if (io.signal.aborted) {
      io.err('interrupted\n')
      return exitCodes.interrupted
    }
    reportError(error, io, argv.includes('--json'))
    return exitCodeOf(error)
  }
}
