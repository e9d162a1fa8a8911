/** kapok receipt verify, and the other commands by which the books are checked. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { answer, stop } from './cli-shared.ts'
import { readJwks } from './proof/jwks.ts'
import { verifyReceipt } from './proof/receipt.ts'
import { receiptIn } from './proof/strict.ts'
import { proofAnswer } from './words/receipt.ts'

export function checkCommands(program: Command): void {
  const receipt = program.command('receipt').description('receipts, checked offline')
  receipt
    .command('verify <file>')
    .description('check a receipt against pinned keys; nothing is sent anywhere')
    .requiredOption('--jwks <file>', 'the key set, as /api/v1/log/jwks gives it')
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: { readonly jwks: string; readonly json?: boolean }) => {
      const keys = readJwks(readFileSync(options.jwks, 'utf8'))
      if (!keys.ok) return stop(`the key set cannot be used: ${keys.why}`, 4)
      const outcome = await verifyReceipt(receiptIn(readFileSync(file, 'utf8')), keys.jwks)
      if (!outcome.ok) return stop(proofAnswer(outcome.why, 'zh'), 2)
      answer(options, outcome.receipt, proofAnswer('valid', 'zh'))
    })
}
