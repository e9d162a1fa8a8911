/** kapok backup, restore, drill, repair: copies of the house that somebody can rely on, and a row put back from one. */
import type { Command } from 'commander'
import { logKey } from './bank/oversight/checkpoint.ts'
import { drill, type Drilled } from './drill.ts'
import { type BackedUp, makeBackup } from './backup.ts'
import { AUDIT_NAMED, verifiedText, worst } from './cli-check.ts'
import {
  answer,
  type Common,
  configFor,
  inHouse,
  progressBar,
  stop,
  withCommon,
} from './cli-shared.ts'
import type { Config } from './config.ts'
import type { OpenBank } from './open.ts'
import { readVkey } from './proof/note.ts'
import { repair } from './repair.ts'
import { type ArchiveOrder, identitiesOf, restoreInto, verifyFolder, vkeysOf } from './restore.ts'
import { backupSaid, BackupRefused, backupSentence, stepName } from './words/backup.ts'

const HEAD_HELP = `
The head file (--heads) is never in a backup: restored with the books, it would swear to them.`

const RESTORE_HELP = `
Exit, once the folder is there: 0 sound, 2 tampered, 3 older than its head or forked (it can be read, and
signs nothing), 4 key. An archive that is damaged, cut short, sealed for others, unsigned or of another
house is refused with 1, and leaves nothing.`

/** One option may be given several times. */
const several = (value: string, before: readonly string[] = []) => [...before, value]

export function backupCommands(program: Command): void {
  withCommon(program.command('backup').description('a sealed, signed copy of the running house'))
    .requiredOption('--to <dir>', 'the folder it is written to')
    .option('--recipient <age1…>', 'who can open it; may be given several times', several)
    .option('--keys', 'the keys instead of the books: a set of its own, kept elsewhere')
    .addHelpText('after', HEAD_HELP)
    .action(told(backingUp))
  program
    .command('restore <archive...>')
    .description(
      'a backup of the books, or one of the books and one of the keys, into an empty folder',
    )
    .requiredOption('--to <dir>', 'the folder; it must be empty or not there')
    .requiredOption('--identity <file>', 'identities of age; may be given several times', several)
    .option('--key <file>', "the log's verifier keys as published, a line each")
    .option('--origin <name>', 'the log it must be of (default: $KAPOK_ORIGIN, or that of --key)')
    .option('--heads <path>', 'where the signed head is kept (default: beside the folder)')
    .option('--json', 'answer as JSON')
    .addHelpText('after', RESTORE_HELP)
    .action((archives: readonly string[], options: RestoreOptions) =>
      told((given: RestoreOptions) => restoring(archives, given))(options),
    )
  withCommon(
    program
      .command('drill')
      .description('back up, restore to a scratch folder, verify, compare, and time it'),
  )
    .option('--from <archive>', 'a backup to try instead; may be given several times', several)
    .option('--identity <file>', 'what opens it', several)
    .action(told(drilling))
  withCommon(
    program.command('repair').description('put a row that verify names back from a backup'),
  )
    .requiredOption('--table <table>', 'as verify says it')
    .requiredOption('--key <key>', 'as verify says it: "seq=17", "account=33 seq=17"')
    .requiredOption('--from <archive>', 'a backup of the books')
    .requiredOption('--identity <file>', 'what opens it', several)
    .option('--audit', 'a row of the audit journal instead of the ledger')
    .option('--dry-run', 'say what it would do; write nothing')
    .action(told(repairing))
}

/** Runs a command; a no is said in one line, and ends it with 1. */
function told<Options extends { readonly json?: boolean }>(
  run: (options: Options) => Promise<void>,
) {
  return async (options: Options): Promise<void> => {
    try {
      await run(options)
    } catch (fault) {
      if (!(fault instanceof BackupRefused)) throw fault
      if (options.json) console.log(JSON.stringify({ refused: fault.no }))
      stop(backupSentence(fault.no, 'zh'))
    }
  }
}

/** Runs with an open house whose books are files: PostgreSQL has its own tools for all of this. */
function onFiles(
  options: Common,
  command: string,
  run: (bank: OpenBank, config: Config) => Promise<void>,
): Promise<void> {
  if (configFor(options).postgres) throw new BackupRefused({ code: 'on-postgres', command })
  return inHouse(options, run)
}

interface BackupOptions extends Common {
  readonly to: string
  readonly recipient?: readonly string[]
  readonly keys?: boolean
}

async function backingUp(options: BackupOptions): Promise<void> {
  await onFiles(options, 'backup', async (bank, config) => {
    const bar = progressBar('backup')
    const { to, recipient = [] } = options
    const set = options.keys ? 'keys' : 'books'
    const made = await makeBackup(bank, config, {
      set,
      to,
      recipients: recipient,
      progress: bar.at,
    })
    bar.end()
    answer(options, made, madeText(made))
  })
}

function madeText({ set, path, size, root, bytes, key }: BackedUp): string {
  const mib = (bytes / 1024 / 1024).toFixed(1)
  return `${backupSaid.made(set, path, size, root, mib)}\n${backupSaid.key(key)}`
}

interface RestoreOptions {
  readonly to: string
  readonly identity: readonly string[]
  readonly key?: string
  readonly origin?: string
  readonly heads?: string
  readonly json?: boolean
}

async function restoring(archives: readonly string[], options: RestoreOptions): Promise<void> {
  const bar = progressBar('restore')
  const vkeys = options.key === undefined ? undefined : vkeysOf(options.key)
  const pinned = vkeys && readVkey(vkeys[0] ?? '')?.name
  const origin = options.origin ?? process.env['KAPOK_ORIGIN'] ?? pinned
  const order = { ...archiveOrder(options.identity), vkeys, origin }
  const { folder, manifests } = await restoreInto(archives, options.to, order, bar.at)
  const sets = manifests.map(({ set }) => set)
  const created = manifests.map((one) => one.created).toSorted()[0] ?? ''
  const lines = [backupSaid.restored(options.to, sets, created)]
  if (!vkeys) lines.push(backupSaid.ownKey)
  const books = manifests.find(({ set }) => set === 'books')
  if (!books) return answer(options, { folder, sets, created }, lines.join('\n'))
  if (!sets.includes('keys')) lines.push(backupSaid.noKeys)

  const at = options.heads === undefined ? {} : { heads: options.heads }
  const { heads } = configFor({ data: options.to, ...at })
  const { ledger, audit } = await verifyFolder(folder, heads, books, bar.at)
  bar.end()
  const exit = worst(ledger.exit, audit.exit)
  if (exit === 3) lines.push(backupSaid.behind)
  lines.push(verifiedText(ledger), verifiedText(audit, AUDIT_NAMED))
  answer(options, { folder, sets, created, ledger, audit, exit }, lines.join('\n'))
  process.exitCode = exit
}

function archiveOrder(files: readonly string[] = []): ArchiveOrder {
  return { identities: files.flatMap((file) => identitiesOf(file)) }
}

interface DrillOptions extends Common {
  readonly from?: readonly string[]
  readonly identity?: readonly string[]
}

async function drilling(options: DrillOptions): Promise<void> {
  const { from, identity } = options
  if ((from === undefined) !== (identity === undefined)) return stop('--from goes with --identity')
  await onFiles(options, 'drill', async (bank, config) => {
    const bars = new Map<string, ReturnType<typeof progressBar>>()
    const given = from && { ...archiveOrder(identity), files: from, vkeys: [logKey(bank)] }
    const drilled = await drill(bank, config, {
      ...(given ? { given } : {}),
      progress(step, done, total) {
        const bar = bars.get(step) ?? progressBar(step)
        bars.set(step, bar)
        bar.at(done, total)
        if (done >= total) bar.end()
      },
    })
    for (const bar of bars.values()) bar.end()
    answer(options, drilled, drilledText(drilled))
    process.exitCode = drilled.ok ? 0 : 2
  })
}

function drilledText({ ok, entries, live, steps, found, faults, tables }: Drilled): string {
  const rows = tables.map(({ database, table, backup, live: now, upTo }) =>
    [`${database} ${table}`, backup, now, upTo ?? ''].join('\t'),
  )
  const times = steps.map(({ step, ms }) => `${stepName(step, 'zh')} ${(ms / 1_000).toFixed(1)} s`)
  const wrong = faults.map(({ table, key, detail }) => `table=${table} ${key} ${detail}`)
  return [
    ...rows,
    ...found,
    ...wrong,
    times.join('  '),
    backupSaid.drilled(ok, entries, live),
  ].join('\n')
}

interface RepairOptions extends Common {
  readonly table: string
  readonly key: string
  readonly from: string
  readonly identity: readonly string[]
  readonly audit?: boolean
  readonly dryRun?: boolean
}

async function repairing(options: RepairOptions): Promise<void> {
  await onFiles(options, 'repair', async (bank, config) => {
    const bar = progressBar('repair')
    const repaired = await repair(bank, config, {
      table: options.table,
      key: options.key,
      from: options.from,
      archive: { ...archiveOrder(options.identity), vkeys: [logKey(bank)] },
      audit: options.audit ?? false,
      dryRun: options.dryRun ?? false,
      progress: bar.at,
    })
    bar.end()
    const { done, table, key, was, now, left } = repaired
    const rows = [`- ${JSON.stringify(was ?? null)}`, `+ ${JSON.stringify(now)}`]
    const said = backupSaid.repaired(done, `table=${table} ${key}`, left)
    answer(options, repaired, [...rows, said].join('\n'))
  })
}
