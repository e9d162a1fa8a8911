/** kapok reconcile: a station's month beside its own book; a broken journal stops everything. */
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { today } from './bank/draft.ts'
import { RolledBack } from './bank/oversight/checkpoint.ts'
import type { Discrepancy, Reconciled } from './bank/oversight/reconcile.ts'
import { reconcile } from './bank/oversight/reconcile.ts'
import { signOff } from './bank/oversight/sign-off.ts'
import { BrokenBooks } from './bank/oversight/sound.ts'
import { placeTally } from './bank/oversight/tally.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import type { MemberId } from './ledger/account.ts'
import type { Refusal } from './ledger/refusal.ts'
import { sha256, toHex } from './ledger/sha256.ts'
import type { OpenBank } from './open.ts'
import { FILE_MAX, isSheetFault, readSheet, type SheetFault } from './paper/sheet.ts'
import { readTally, type TallyRow } from './paper/tally.ts'
import { isSignOffReason, SIGN_OFF_REASONS } from './rules/sign-off.ts'
import { pages } from './words/pages.ts'
import { hoursText, maskName } from './words/reading.ts'
import { differenceText } from './words/difference.ts'
import { sentence } from './words/refusal.ts'
import { rowSentence, sheetSentence } from './words/sheet.ts'

interface ReconcileOptions extends Common {
  readonly station: string
  readonly month: string
  readonly tally: string
  readonly signOff?: boolean
  readonly reason?: string
}

export function reconcileCommand(program: Command): void {
  withCommon(
    program
      .command('reconcile')
      .description("lay a station's month beside its own book (xlsx, csv)"),
  )
    .requiredOption('--station <code>', 'the station')
    .requiredOption('--month <month>', 'YYYY-MM')
    .requiredOption('--tally <file>', "the station's own book")
    .option('--sign-off', 'sign the result off; with differences it needs --reason')
    .option('--reason <code>', SIGN_OFF_REASONS.join(', '))
    .addHelpText(
      'after',
      '\nExit: 0 reconciled, with differences or without; 1 refused; 2 the journal is not as it was\n' +
        'written, at the entry named; 3 rolled back or forked. In JSON each discrepancy carries the\n' +
        'entries that would put it right, in `offers`.',
    )
    .action(async (options: ReconcileOptions) => {
      try {
        await inHouse(options, (bank) => reconciling(bank, options))
      } catch (error) {
        const t = pages('zh').reconcile
        if (error instanceof BrokenBooks) stop(`${t.broken(error.seq)}\n${error.message}`, 2)
        else if (error instanceof RolledBack) stop(`${t.rolledBack}\n${error.message}`, 3)
        else throw error
      }
    })
}

async function reconciling(bank: OpenBank, options: ReconcileOptions): Promise<void> {
  const { station, month, reason } = options
  if (reason !== undefined && !isSignOffReason(reason))
    return stop(`--reason: ${SIGN_OFF_REASONS.join(', ')}`)
  const no = (refusal: Refusal) => stop(sentence(refusal, { language: 'zh', rules: bank.rules }))
  const read = await tallyIn(options.tally, today(bank))
  if ('said' in read) return stop(read.said)
  const tally = await placeTally(bank, SYSTEM, station, read.rows)
  if (!tally.ok) return no(tally.refusal)
  const order = { station, month, tally: tally.value, file: read.file }
  if (!options.signOff) {
    const found = await reconcile(bank, SYSTEM, order)
    if (!found.ok) return no(found.refusal)
    return answer(options, found.value, await foundText(bank, found.value))
  }
  // The book itself is kept before the entry that names it.
  await bank.evidence.put(read.bytes)
  const done = await signOff(bank, SYSTEM, { ...order, reason })
  if (!done.ok) return no(done.refusal)
  const { entry, found, checkpoint } = done.value
  const again = done.again ?? false
  const t = pages('zh').reconcile
  const said = again ? t.signOffBefore(month, entry.seq) : t.signOffDone(month, entry.seq)
  const signed = { again, seq: entry.seq, id: entry.id, checkpoint: checkpoint?.size ?? 0 }
  const text = [await foundText(bank, found), said, t.sealed(checkpoint?.size ?? 0)].join('\n')
  answer(options, { ...found, signed }, text)
}

interface Read {
  readonly rows: readonly TallyRow[]
  /** SHA-256 of the file, hex. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** The rows of the book, or what is to be said of it: nothing of a book with a bad cell is taken. */
async function tallyIn(path: string, day: string): Promise<Read | { readonly said: string }> {
  const { size } = statSync(path)
  const wrong = (fault: SheetFault) => ({ said: sheetSentence(fault, 'zh') })
  if (size > FILE_MAX)
    return wrong({ code: 'sheet-too-large', bytes: size, limit: FILE_MAX, unpacked: false })
  const bytes = readFileSync(path)
  const sheet = await readSheet(bytes, basename(path))
  if (isSheetFault(sheet)) return wrong(sheet)
  const read = readTally(sheet, { today: day })
  if (isSheetFault(read)) return wrong(read)
  if (read.faults.length > 0)
    return { said: read.faults.map((fault) => rowSentence(fault, 'zh')).join('\n') }
  return { rows: read.rows, file: toHex(sha256(bytes)), bytes }
}

async function foundText(bank: OpenBank, found: Reconciled): Promise<string> {
  const t = pages('zh').reconcile
  const hours = (minutes: number) => hoursText(minutes, 'zh')
  const members = found.discrepancies.flatMap((one) => memberIn(one) ?? [])
  const people = await bank.people.names([...new Set(members)])
  const who = (one: Discrepancy) => {
    const person = people.get(memberIn(one) as MemberId)
    return person ? `${person.number} ${maskName(person.name)}` : '—'
  }
  const book = (one: Discrepancy) =>
    'tally' in one
      ? `${t.tally} ${t.row} ${one.tally.row}  ${one.tally.date}  ${hours(one.tally.minutes)}`
      : ''
  const journal = (one: Discrepancy) =>
    'journal' in one
      ? `${t.journal} ${one.journal.seq}  ${one.journal.date}  ${hours(one.journal.minutes)}`
      : ''
  const { tally, journal: ours, difference } = found.sums
  return [
    `${t.title} ${found.station} ${found.month}  ${t.cut(found.cut)}`,
    t.verified(found.checked.entries),
    t.agreeing(found.exact.length),
    found.discrepancies.length === 0 ? t.noDifference : t.differences(found.discrepancies.length),
    ...found.discrepancies.map((one) =>
      [`  ${differenceText(one, 'zh')}`, who(one), book(one), journal(one)]
        .filter((part) => part !== '')
        .join('\t'),
    ),
    ...(found.outside.length === 0 ? [] : [t.outside(found.outside.length)]),
    `${t.tally}${t.total} ${hours(tally)}  ${t.journal}${t.total} ${hours(ours)}  ${t.difference} ${hours(difference)}`,
  ].join('\n')
}

function memberIn(one: Discrepancy): MemberId | undefined {
  if (one.code === 'unplaced') return undefined
  return 'tally' in one ? one.tally.member : one.journal.member
}
