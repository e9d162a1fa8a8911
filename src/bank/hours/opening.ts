/**
 * Opening balances (期初余额): what another system's books say of a person at a
 * cut-off day, posted from `opening:<source>`. Hours served for life come first;
 * what of them is no longer available goes back, so that both readings stand
 * and every minute has a line.
 */
import { earned, type MemberId, opening } from '../../ledger/account.ts'
import type { Day, Draft, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { memberRow, refusedCityWide, refusedDay } from '../actor.ts'
import { answeredBefore, asked, drafted, posting } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { GROUP_MAX, recordAll } from '../record.ts'
import { refusedWithoutSecond } from '../second.ts'

export interface OpeningOrder {
  /** ASCII code of the system the hours come from, as "gongyishijian". */
  readonly source: string
  /** The day the other books were closed. */
  readonly cutOff: string
  /** SHA-256 of the file, hex. */
  readonly file: string
  readonly rows: readonly OpeningRow[]
}

export interface OpeningRow {
  readonly member: MemberId
  readonly served: number
  readonly available: number
}

/** The most one person may bring: a hundred years of ten hours a day is a mistake. */
const OPENING_MAX = 365_000 * 60

/** An id that says what it is of: the same row of the same source and day is the same entry. */
export function naturalId(...parts: readonly string[]): EntryId {
  const hex = toHex(sha256(parts.join('\n')).subarray(0, 16))
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}` as EntryId
}

/**
 * Posts the rows, or, when any is refused as it is read, none. The same file
 * again adds nothing; a person already opened from the source with other
 * figures is refused as `id-taken`. One outcome a row, in their order; someone
 * with nothing served and nothing available has no entry. Beyond GROUP_MAX / 2
 * rows it takes several commits: what was posted before a fault is found again
 * by its ids when the file is sent once more.
 */
export async function openBalances(
  bank: Bank,
  actor: Actor,
  order: OpeningOrder,
): Promise<readonly Outcome<Entry | undefined>[]> {
  const act = 'balances:write'
  const no =
    refusedCityWide(actor, act) ??
    refusedWithoutSecond(actor, act) ??
    refusedDay(bank, order.cutOff)
  if (no) return order.rows.map(() => refuse(no))
  const drafts: Outcome<readonly (Draft | Entry)[]>[] = []
  for (const row of order.rows) drafts.push(await openingDrafts(bank, actor, order, row))
  const refused = drafts.findIndex((outcome) => !outcome.ok)
  if (refused >= 0)
    return drafts.map((outcome) =>
      outcome.ok ? refuse({ code: 'group-refused', row: refused }) : outcome,
    )

  const outcomes: Outcome<Entry | undefined>[] = []
  for (const stretch of stretches(drafts.map((outcome) => (outcome.ok ? outcome.value : [])))) {
    const fresh = stretch.flat().filter((one): one is Draft => !('seq' in one))
    const written = new Map(
      (await recordAll(bank, fresh, { whole: true })).map((outcome, i) => [
        (fresh[i] as Draft).id,
        outcome,
      ]),
    )
    for (const row of stretch) outcomes.push(outcomeOf(row, written))
  }
  return outcomes
}

/** What became of a row: its first entry, or the refusal of any of its entries; nothing for someone who brings nothing. */
function outcomeOf(
  row: readonly (Draft | Entry)[],
  written: ReadonlyMap<EntryId, Outcome<Entry>>,
): Outcome<Entry | undefined> {
  const outcomes = row.map(
    (one): Outcome<Entry> =>
      'seq' in one
        ? { ok: true, value: one, again: true }
        : (written.get(one.id) as Outcome<Entry>),
  )
  const refused = outcomes.filter((outcome) => !outcome.ok)
  const reason = refused.find((outcome) => !outcome.ok && outcome.refusal.code !== 'group-refused')
  return reason ?? refused[0] ?? outcomes[0] ?? { ok: true, value: undefined }
}

/** Rows in stretches that fit a group, a row never divided. */
function* stretches<Item>(
  rows: readonly (readonly Item[])[],
): Generator<readonly (readonly Item[])[]> {
  const most = Math.floor(GROUP_MAX / 2)
  for (let at = 0; at < rows.length; at += most) yield rows.slice(at, at + most)
}

async function openingDrafts(
  bank: Bank,
  actor: Actor,
  order: OpeningOrder,
  row: OpeningRow,
): Promise<Outcome<readonly (Draft | Entry)[]>> {
  for (const count of [row.served, row.available]) {
    if (!Number.isSafeInteger(count) || count < 0 || count > OPENING_MAX) {
      return refuse({
        code: 'minutes-out-of-range',
        minutes: count,
        least: minutes(0),
        most: minutes(OPENING_MAX),
      })
    }
  }
  const member = await memberRow(bank, row.member)
  if (!member.ok) return member
  const { home } = member.value.body
  // Both figures are in both requests: a person opened once is not opened again with others.
  const { source, cutOff } = order
  const shared = { source, cutOff, ...row }
  const kinds = [
    { kind: 'opening', count: row.served } as const,
    { kind: 'carry', count: row.available - row.served } as const,
  ]
  const found: (Draft | Entry)[] = []
  for (const { kind, count } of kinds) {
    const id = naturalId('opening', order.source, row.member, kind)
    const ask = asked(actor, kind, { ...shared, id })
    const before = await answeredBefore(bank, ask)
    if (before && !before.ok) return before
    if (count === 0) continue
    const refs: readonly Ref[] = [
      ['for', row.member],
      ['source', order.source],
      ['file', order.file],
    ]
    const draft = drafted(bank, actor, ask, {
      kind,
      postings: [
        posting(opening(order.source), -count, bank.rules.city.code),
        posting(earned(row.member), count, home),
      ],
      servedOn: order.cutOff as Day,
      station: bank.rules.city.code,
      organisation: '-',
      service: '-',
      relies: [member.value],
      refs,
    })
    found.push(before?.ok ? before.value : draft)
  }
  return { ok: true, value: found }
}
