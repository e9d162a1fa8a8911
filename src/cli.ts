/** Door: kapok <command>. Each answers in one line, or as JSON with --json; --data says which house. */
import { Command } from 'commander'
import { RolledBack } from './bank/oversight/checkpoint.ts'
import { BrokenBooks } from './bank/oversight/sound.ts'
import { backupCommands } from './cli-backup.ts'
import { booksCommands } from './cli-books.ts'
import { checkCommands } from './cli-check.ts'
import { evidenceCommands } from './cli-evidence.ts'
import { expiryCommands } from './cli-expiry.ts'
import { hookCommands } from './cli-hook.ts'
import { houseCommands } from './cli-house.ts'
import { importCommands } from './cli-import.ts'
import { oversightCommands } from './cli-oversight.ts'
import { peopleCommands } from './cli-people.ts'
import { reconcileCommand } from './cli-reconcile.ts'
import { remindCommand } from './cli-remind.ts'
import { inOneLine } from './seeds.ts'

const program = new Command('kapok')
  .description(
    'An open time bank for a whole city: an append-only ledger of hours that anyone can check.',
  )
  .version('0.1.0')
  .showHelpAfterError()

houseCommands(program)
importCommands(program)
booksCommands(program)
oversightCommands(program)
reconcileCommand(program)
peopleCommands(program)
hookCommands(program)
remindCommand(program)
checkCommands(program)
backupCommands(program)
evidenceCommands(program)
expiryCommands(program)

try {
  await program.parseAsync()
} catch (error) {
  console.error(inOneLine(error))
  // As `verify` exits: books that are not as they were written, or not those that were signed.
  process.exitCode = error instanceof BrokenBooks ? 2 : error instanceof RolledBack ? 3 : 1
}
