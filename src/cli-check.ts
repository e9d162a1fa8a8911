/** kapok receipt verify, and the other commands by which the books are checked. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Bank } from './bank/ports.ts'
import { logKey } from './bank/oversight/checkpoint.ts'
import { verify, type Verified } from './bank/oversight/verify.ts'
import { answer, type Common, inHouse, progressBar, stop, withCommon } from './cli-shared.ts'
import type { Entry } from './ledger/entry.ts'
import { csvLines, hledgerLines, jsonLines } from './paper/export.ts'
import { openCheckpoint } from './proof/checkpoint.ts'
import { readJwks } from './proof/jwks.ts'
import { verifyReceipt } from './proof/receipt.ts'
import { receiptIn } from './proof/strict.ts'
import { auditIn } from './store/audit.ts'
import { migrationsOf } from './store/migrate.ts'
import { proofAnswer } from './words/receipt.ts'

/** Entries read at a time: an export of a city never stands in memory. */
const STRETCH = 1_000

const FORMATS = { jsonl: jsonLines, csv: csvLines, hledger: hledgerLines }

async function* entriesOf(bank: Bank): AsyncGenerator<Entry> {
  for (let after = 0; ; ) {
    const entries = await bank.journal.entries(after, STRETCH)
    yield* entries
    const last = entries.at(-1)
    if (!last) return
    after = last.seq
  }
}

export function checkCommands(program: Command): void {
  withCommon(program.command('export').description('the journal, for other tools'))
    .requiredOption('--format <format>', 'jsonl, csv or hledger')
    .action(async (options: Common & { readonly format: string }) => {
      if (!Object.hasOwn(FORMATS, options.format)) return stop('--format is jsonl, csv or hledger')
      const lines = FORMATS[options.format as keyof typeof FORMATS]
      await inHouse(options, async (bank) => {
        for await (const line of lines(entriesOf(bank))) process.stdout.write(`${line.trimEnd()}\n`)
      })
    })
  withCommon(
    program
      .command('verify')
      .description('hold every row against the leaves, the tree and the signed head')
      .addHelpText('after', '\nExit: 0 sound, 2 tampered, 3 rolled back or forked, 4 key, 1 other'),
  ).action(verifyHouse)
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

async function verifyHouse(options: Common): Promise<void> {
  await inHouse(options, async (bank) => {
    const bar = progressBar('verify')
    const vkeys = [logKey(bank)]
    const made = migrationsOf(bank.engine.dialect === 'postgres' ? 'postgres' : 'sqlite')
    const verified = await verify(auditIn(bank.engine, made), {
      head: await bank.heads.read(bank.origin),
      openNote: (note) => {
        const opened = openCheckpoint(note, vkeys, { origin: bank.origin })
        return opened.ok ? opened.checkpoint : undefined
      },
      progress: bar.at,
    })
    bar.end()
    answer(options, verified, verifiedText(verified))
    process.exitCode = verified.exit
  })
}

function verifiedText({ entries, root, faults }: Verified): string {
  const lines = faults.map(
    ({ code, table, key, column, detail }) =>
      `${code.toUpperCase()} table=${table} ${key}${column === undefined ? '' : ` column=${column}`} ${detail}`,
  )
  const summary = faults.length === 0 ? '核验无误' : `核验发现 ${faults.length} 处不符`
  return [...lines, `${summary}：${entries} 条，根 ${root.slice(0, 16)}…`].join('\n')
}
