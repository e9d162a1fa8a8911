/** kapok receipt verify, and the other commands by which the books are checked. */
import { exportBalances } from './cli-balances.ts'
import { once } from 'node:events'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { Bank } from './bank/ports.ts'
import { SYSTEM } from './bank/actor.ts'
import { auditOf, exportEvents, noteEvent } from './bank/oversight/audit.ts'
import { checkpointNow, logKey } from './bank/oversight/checkpoint.ts'
import { openingWith } from './bank/oversight/open-note.ts'
import { type EvidenceVerified, verifyEvidence } from './bank/oversight/kept-evidence.ts'
import { verify, type Verified, type VerifyFault } from './bank/oversight/verify.ts'
import { verifyExport } from './bank/oversight/verify-export.ts'
import { answer, type Common, inHouse, progressBar, stop, withCommon } from './cli-shared.ts'
import type { Entry } from './ledger/entry.ts'
import { csvLines, hledgerLines, jsonLines } from './paper/export.ts'
import { readJwks } from './proof/jwks.ts'
import { verifyReceipt } from './proof/receipt.ts'
import { receiptIn } from './proof/strict.ts'
import { auditIn } from './store/audit.ts'
import type { OpenBank } from './open.ts'
import type { Engine } from './store/engine.ts'
import { migrationsOf } from './store/migrate.ts'
import { proofAnswer } from './words/receipt.ts'

/** Entries read at a time: an export of a city never stands in memory. */
const STRETCH = 1_000

const FORMATS = ['jsonl', 'csv', 'hledger', 'balances']

async function* entriesOf(
  bank: Bank,
  upTo: number,
  progress: (done: number, total: number) => void,
): AsyncGenerator<Entry> {
  for (let after = 0; after < upTo; ) {
    const entries = await bank.journal.entries(after, Math.min(STRETCH, upTo - after))
    yield* entries
    after = entries.at(-1)?.seq ?? upTo
    progress(after, upTo)
  }
}

/** All three end where the journal stood when they began. */
async function exporting(bank: Bank, options: { readonly format: string }): Promise<void> {
  const refs = [['what', 'ledger'] as const, ['format', options.format] as const]
  await noteEvent(bank, SYSTEM, { act: 'exported', ok: true, refs })
  const bar = progressBar('export')
  const newest = options.format === 'jsonl' ? await checkpointNow(bank) : undefined
  const entries = entriesOf(bank, newest?.size ?? (await bank.journal.size()), bar.at)
  const seal = newest && { checkpoint: newest.note, key: logKey(bank) }
  const lines =
    options.format === 'jsonl'
      ? jsonLines(entries, seal)
      : options.format === 'csv'
        ? csvLines(entries)
        : hledgerLines(entries)
  await written(lines)
  bar.end()
}

async function written(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) {
    // What reads us may be slower than the disk: the journal waits, and is not held.
    if (!process.stdout.write(`${line.trimEnd()}\n`)) await once(process.stdout, 'drain')
  }
}

async function exportingAudit(bank: Bank): Promise<void> {
  const outcome = await exportEvents(bank, SYSTEM)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  const { entries, checkpoint, key } = outcome.value
  await written(jsonLines(entries, { checkpoint, key }))
}

export function checkCommands(program: Command): void {
  withCommon(program.command('export').description('the journal, for other tools'))
    .option('--format <format>', FORMATS.join(', '))
    .option('--audit', 'the audit journal instead of the ledger, as jsonl')
    .addHelpText('after', EXPORT_HELP)
    .action(async (options: ExportOptions) => {
      const { audit = false, format = audit ? 'jsonl' : '' } = options
      if (audit && format !== 'jsonl') return stop('--audit goes with --format jsonl')
      if (!FORMATS.includes(format)) return stop('--format is jsonl, csv, hledger or balances')
      if (format === 'balances') return inHouse(options, exportBalances)
      await inHouse(options, (bank) => (audit ? exportingAudit(bank) : exporting(bank, { format })))
    })
  withCommon(
    program
      .command('verify')
      .description('hold every row against the leaves, the tree and the signed head')
      .option('--export <file>', 'check an exported jsonl file alone; no house is opened')
      .option('--key <file>', "the log's verifier keys as published, a line each")
      .option('--evidence', 'also hold every sheet and photo against the entries that name it')
      .addHelpText('after', VERIFY_HELP),
  ).action((options: VerifyOptions) =>
    options.export === undefined ? verifyHouse(options) : verifyFile(options.export, options),
  )
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

interface ExportOptions extends Common {
  readonly format?: string
  readonly audit?: boolean
}

const EXPORT_HELP = `
jsonl    one entry a line in canonical JSON, everything its leaf is made of; the last line is a
         signed checkpoint with the log's key, so that the file can be checked alone:
         kapok verify --export FILE --key KEY
--audit  the audit journal in the same form; checked alone in the same way
csv      one posting a line: seq id kind served_on recorded_at station organisation service rules
         proof by closes refs account minutes balance line home leaf
balances csv of everybody with what they served and own: kapok import balances FILE --enrol
         takes it into another house
hledger  a journal that hledger check --strict accepts, each balance asserted`

const VERIFY_HELP = `
Exit: 0 sound, 2 tampered, 3 rolled back or forked, 4 key, 1 other`

interface VerifyOptions extends Common {
  readonly export?: string
  readonly key?: string
  readonly evidence?: boolean
}

function keysIn(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

async function verifyHouse(options: VerifyOptions): Promise<void> {
  await inHouse(options, async (bank) => {
    const ledger = await verifyJournal(bank, bank.engine, keysIn(options.key))
    const audit = await verifyJournal(auditOf(bank), bank.auditEngine, undefined)
    const evidence = options.evidence ? await verifySheets(bank) : undefined
    const texts = [verifiedText(ledger), verifiedText(audit, AUDIT_NAMED)]
    if (evidence) texts.push(evidenceText(evidence))
    answer(options, { ...ledger, audit, ...(evidence ? { evidence } : {}) }, texts.join('\n'))
    process.exitCode = worst(worst(ledger.exit, audit.exit), evidence?.faults.length ? 2 : 0)
  })
}

async function verifySheets(bank: OpenBank): Promise<EvidenceVerified> {
  const bar = progressBar('evidence')
  const migrations = migrationsOf(bank.engine.dialect === 'postgres' ? 'postgres' : 'sqlite')
  const found = await verifyEvidence(auditIn(bank.engine, migrations), bank.evidence, bar.at)
  bar.end()
  return found
}

/** What no entry names is no tampering: an import may have broken off. */
function evidenceText({ named, faults, extra }: EvidenceVerified): string {
  const said = faults.length === 0 ? '齐全' : `有 ${faults.length} 份不符`
  return [
    ...faults.map(faultLine('')),
    ...extra.map((hash) => `EXTRA table=evidence file=${hash} is named by no entry`),
    `凭据文件${said}：${named} 份${extra.length > 0 ? `，另有 ${extra.length} 份没有凭证提到（kapok evidence sweep）` : ''}`,
  ].join('\n')
}

const faultLine =
  (named: string) =>
  ({ code, table, key, column, detail }: VerifyFault): string =>
    `${code.toUpperCase()} ${named}table=${table} ${key}${column === undefined ? '' : ` column=${column}`} ${detail}`

/** Said in each line about the audit journal; the ledger's have nothing before them. */
export const AUDIT_NAMED = { fault: 'journal=audit ', summary: '审计日志' }

/** The keys that were published are the ledger's: those of the audit journal are never published. */
async function verifyJournal(
  bank: Bank,
  engine: Engine,
  vkeys: readonly string[] = [logKey(bank)],
): Promise<Verified> {
  const bar = progressBar('verify')
  const made = migrationsOf(engine.dialect === 'postgres' ? 'postgres' : 'sqlite')
  const verified = await verify(auditIn(engine, made), {
    head: await bank.heads.read(bank.origin),
    openNote: openingWith(vkeys, bank.origin),
    progress: bar.at,
  })
  bar.end()
  return verified
}

/** Rolled back before tampered before an unknown key: whoever is told one of them must act on the gravest. */
export function worst(a: Verified['exit'], b: Verified['exit']): Verified['exit'] {
  return ([3, 2, 4] as const).find((exit) => a === exit || b === exit) ?? 0
}

async function verifyFile(path: string, options: VerifyOptions): Promise<void> {
  const total = statSync(path).size
  const bar = progressBar('verify')
  async function* lines(): AsyncGenerator<string> {
    const bytes = createReadStream(path)
    for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
      bar.at(bytes.bytesRead, total)
      yield line
    }
  }
  const verified = await verifyExport(lines(), keysIn(options.key))
  bar.end()
  const own = verified.keyFrom === 'file' ? ['所用公钥来自文件本身，请与公布的公钥比对'] : []
  answer(options, verified, [verifiedText(verified), ...own].join('\n'))
  process.exitCode = verified.exit
}

export function verifiedText(
  { entries, root, faults }: Pick<Verified, 'entries' | 'root' | 'faults'>,
  named: typeof AUDIT_NAMED = { fault: '', summary: '' },
): string {
  const lines = faults.map(faultLine(named.fault))
  const summary = faults.length === 0 ? '核验无误' : `核验发现 ${faults.length} 处不符`
  return [...lines, `${named.summary}${summary}：${entries} 条，根 ${root.slice(0, 16)}…`].join(
    '\n',
  )
}
