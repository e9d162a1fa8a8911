/**
 * Insider signals (异常提示): what was entered at a station since it was last
 * looked through, looked at for what hours that are sold look like. Nothing is
 * stopped by it; each find is an item on an approver's list. And a few are
 * drawn by chance to be asked back: by the entry's own salt, which nobody who
 * enters it knows.
 */
import { kindOf, type MemberId, memberOf } from '../../ledger/account.ts'
import { creditedBy, heldBy } from '../../ledger/counter.ts'
import { type Entry, refOf, type RowChange } from '../../ledger/entry.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { isOpen, type Opening, readOpening } from '../../rules/opening.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, dayOf, drafted, rowChange, startOf, today } from '../draft.ts'
import type { Bank, CallRow } from '../ports.ts'
import type { SignalRow, WatchRow } from '../ports-signal.ts'
import { record } from '../record.ts'
import { callKey } from '../service/confirmation.ts'

/** Rows one entry brings at most. */
const ROWS_AN_ENTRY = 150

/** A station looked at for the first time is looked at from so long ago. */
const FIRST_MS = 31 * 24 * 3_600_000

const NOTHING: WatchRow = { through: 0, minutes: {}, batches: {} }

/**
 * Looks through what a station entered since the last time; how many finds and
 * calls it came to. Twice at once is once: the later one finds the row moved.
 */
export async function watchStation(bank: Bank, station: string): Promise<number> {
  const row = await bank.directory.newest('watch', station)
  const now = bank.clock.now()
  const before = row?.body ?? NOTHING
  const from = row ? before.through : now - FIRST_MS
  const entries = (await bank.journal.stationEntries(station, from, now)).filter(isService)
  if (entries.length === 0 && row) return 0

  const place = await bank.directory.get('station', station)
  const opening = place && readOpening(place.body.opening)
  const runs = running(bank, before, entries)
  const finds = [
    ...(await concentrated(bank, entries)),
    ...runs.finds,
    ...(opening ? outside(opening, entries) : []),
  ]
  const signals = await unsaid(bank, station, finds)
  const calls = await drawn(bank, station, entries)
  const watch: WatchRow = { ...runs.after, through: now }
  const last = rowChange(bank, 'watch', station, (row?.version ?? 0) + 1, watch)
  const rows = [...signals, ...calls, last]
  for (let at = 0; at < rows.length; at += ROWS_AN_ENTRY) {
    const some = rows.slice(at, at + ROWS_AN_ENTRY)
    const outcome = await record(bank, watching(bank, station, some))
    if (!outcome.ok) return 0
  }
  return signals.length + calls.length
}

function watching(bank: Bank, station: string, along: readonly RowChange[]) {
  const ask = asked(SYSTEM, 'watch', { id: bank.ids.entry(), station })
  const place = { ...cityPlace(bank), station }
  return drafted(bank, SYSTEM, ask, { ...place, kind: 'row', postings: [], service: '-', along })
}

const SERVICE = new Set(['credit', 'settle', 'redeem'])
const isService = ({ kind }: Entry) => SERVICE.has(kind)

/** Credits by people and programs: what the house itself brings in has no counter. */
const byHand = (entries: readonly Entry[]) =>
  entries.filter(({ kind, by }) => kind === 'credit' && by !== SYSTEM.id)

type Find = Omit<SignalRow, 'at'>

/** One member has a great share of what a clerk wrote down in a month. */
async function concentrated(bank: Bank, entries: readonly Entry[]): Promise<readonly Find[]> {
  const { percent, least } = bank.rules.review.signals.concentration
  const pairs = new Map<string, { entry: Entry; member: string; month: string }>()
  for (const entry of byHand(entries)) {
    const member = creditedBy(entry)?.member
    const month = `${entry.servedOn.slice(0, 7)}-01`
    if (member !== undefined) pairs.set(`${entry.by}/${member} ${month}`, { entry, member, month })
  }
  const finds: Find[] = []
  for (const { entry, member, month } of pairs.values()) {
    const [own = 0, all = 0] = await bank.journal.counters([
      { kind: 'clerk-member', who: `${entry.by}/${member}`, day: month },
      { kind: 'clerk', who: entry.by, day: month },
    ])
    if (all < least || own * 100 <= all * percent) continue
    const count = Math.floor((own * 100) / all)
    const find = { by: entry.by, member, of: month, count, minutes: own, entry: entry.id }
    finds.push({ kind: 'concentration', ...find })
  }
  return finds
}

/** Batches of the same people and minutes one after another; and credits one by one, all of the same minutes. */
function running(bank: Bank, before: WatchRow, entries: readonly Entry[]) {
  const { sameBatches, sameMinutes } = bank.rules.review.signals
  const minutes = { ...before.minutes }
  const batches = { ...before.batches }
  const finds: Find[] = []
  const byBatch = Map.groupBy(byHand(entries), (entry) => refOf(entry, 'batch') ?? '')
  for (const entry of byBatch.get('') ?? []) {
    const count = creditedBy(entry)?.minutes ?? 0
    const last = minutes[entry.by]
    const run = last?.minutes === count ? last.run + 1 : 1
    minutes[entry.by] = { minutes: count, run }
    if (run < sameMinutes) continue
    const find = { by: entry.by, of: dayOf(entry.recordedAt), count: run, minutes: count }
    finds.push({ kind: 'same-minutes', ...find, entry: entry.id })
  }
  for (const [batch, group] of byBatch) {
    const [first] = group
    if (batch === '' || group.length < 2 || !first) continue
    const print = printOf(group)
    const last = batches[first.by]
    const run = last?.print === print ? last.run + 1 : 1
    batches[first.by] = { print, run }
    if (run < sameBatches) continue
    const sum = group.reduce((all, one) => all + (creditedBy(one)?.minutes ?? 0), 0)
    const find = { by: first.by, of: dayOf(first.recordedAt), count: run, minutes: sum }
    finds.push({ kind: 'same-batches', ...find, entry: first.id })
  }
  return { finds, after: { minutes, batches } }
}

function printOf(group: readonly Entry[]): string {
  const said = group.map((entry) => {
    const credited = creditedBy(entry)
    return `${credited?.member} ${credited?.minutes}`
  })
  return toHex(sha256(said.sort().join('\n')).subarray(0, 8))
}

/** What somebody entered while the station was closed, one find a clerk and day. */
function outside(opening: readonly Opening[], entries: readonly Entry[]): readonly Find[] {
  const finds = new Map<string, Find>()
  for (const entry of byHand(entries)) {
    const day = dayOf(entry.recordedAt)
    const minute = Math.floor((entry.recordedAt - startOf(day)) / 60_000)
    if (isOpen(opening, day, minute)) continue
    const found = finds.get(`${entry.by} ${day}`)
    const sum = (found?.minutes ?? 0) + (creditedBy(entry)?.minutes ?? 0)
    const count = (found?.count ?? 0) + 1
    const find = { by: entry.by, of: day, count, minutes: sum, entry: entry.id }
    finds.set(`${entry.by} ${day}`, { kind: 'off-hours', ...find })
  }
  return [...finds.values()]
}

/** Rows of what was not said before: the same of the same people, day or month, is said once. */
async function unsaid(
  bank: Bank,
  station: string,
  finds: readonly Find[],
): Promise<readonly RowChange[]> {
  const byKey = new Map<string, Find>()
  for (const find of finds) {
    const { kind, by, member = '' } = find
    const whom = toHex(sha256([kind, by, member].join('\n')).subarray(0, 8))
    byKey.set(`${station}/${find.of}-${whom}`, find)
  }
  const known = new Set((await bank.directory.many('signal', [...byKey.keys()])).map((r) => r.key))
  return [...byKey].flatMap(([key, find]) =>
    known.has(key) ? [] : [rowChange(bank, 'signal', key, 1, { ...find, at: bank.clock.now() })],
  )
}

/** Whether chance has drawn an entry: nobody could know before its salt was there, and anybody who has it can tell. */
export function isDrawn({ id, salt }: Pick<Entry, 'id' | 'salt'>, percent: number): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = sha256('call-back\n', salt, id)
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 < (percent / 100) * 2 ** 32
}

/** Those to be called, for whom no call is due already: the elder where there was one, else whom it was credited to. */
async function drawn(
  bank: Bank,
  station: string,
  entries: readonly Entry[],
): Promise<readonly RowChange[]> {
  const { callBackPercent } = bank.rules.review.signals
  const rows: RowChange[] = []
  for (const entry of entries) {
    if (!isDrawn(entry, callBackPercent) || refOf(entry, 'confirm') === 'call') continue
    const member = await toCall(bank, entry)
    if (member === undefined) continue
    const due: CallRow = { member, since: today(bank), tries: 0, entry: entry.id }
    rows.push(rowChange(bank, 'call', callKey(station, bank.ids.entry()), 1, due))
  }
  return rows
}

async function toCall(bank: Bank, entry: Entry): Promise<MemberId | undefined> {
  if (entry.kind === 'credit') return creditedBy(entry)?.member
  if (entry.kind === 'redeem')
    return entry.postings
      .filter(({ account, minutes }) => minutes < 0 && kindOf(account) !== 'issuance')
      .map(({ account }) => memberOf(account))
      .find((member) => member !== undefined)
  const hold = entry.closes === undefined ? undefined : await bank.journal.entry(entry.closes)
  return hold && heldBy(hold).member
}
