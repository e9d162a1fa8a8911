/**
 * Net settlement (站点清算): what stations owe each other since the last one, as
 * one entry for all of them. It moves what was redeemed at one against what
 * another has promised; where less was redeemed than is owed, because the hours
 * went to volunteers there, the promise itself passes over. After it a station
 * stands for what its own people have. Asked for by one, approved by another;
 * a month is settled once.
 */
import { issuance, redeemed } from '../../ledger/account.ts'
import { canonical } from '../../ledger/canonical.ts'
import type { Day, Draft, DraftPosting, Entry, EntryId } from '../../ledger/entry.ts'
import { refOf } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { twinOf } from '../../ledger/review.ts'
import { sha256, toHex } from '../../ledger/sha256.ts'
import { refusedCityWide } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  cityPlace,
  drafted,
  posting,
  rowChange,
  seenReview,
  startOf,
  today,
} from '../draft.ts'
import type { Approved } from '../hours/credit.ts'
import type { Actor, Bank } from '../ports.ts'
import { askReview } from '../review/ask.ts'
import { refusedWithoutSecond } from '../second.ts'
import { type Cell, matrixIn, type Standing, standingOf, unsettled } from './position.ts'
import { daysOf } from './reconcile.ts'
import { netted, type Owed } from './trial-balance.ts'

export interface NettingOrder {
  readonly id: EntryId
  /** YYYY-MM. What is not settled of the months before it is settled with it. */
  readonly month: string
}

/** As it was asked: the stretch it covers, and what it comes to. */
export interface NettingAsked extends NettingOrder {
  readonly figures: string
}

export interface NettedStation {
  readonly station: string
  /** Above zero, the others together owe it so many minutes. */
  readonly net: number
  readonly before: Standing
  readonly after: Standing
}

export interface Netting {
  readonly month: string
  /** Entries after this one, up to that one. */
  readonly after: number
  readonly upto: number
  /** Minutes that people of a home used at a place in it, less what they were given there. */
  readonly matrix: readonly Cell[]
  readonly owed: readonly Owed[]
  readonly stations: readonly NettedStation[]
  /** What moves in all. */
  readonly minutes: number
  readonly figures: string
  /** The entry that settled it, and by whom it was asked and approved. */
  readonly settled?: {
    readonly seq: number
    readonly id: EntryId
    readonly recordedAt: number
    readonly by: string
    readonly reviewer: string
    /** The document comes to what was signed. */
    readonly agrees: boolean
  }
  /** The review it waits for. */
  readonly waits?: EntryId
}

/** The document of a month: as it was settled, or as it would be now. Only for the city. */
export async function nettingOf(
  bank: Bank,
  actor: Actor,
  month: string,
): Promise<Outcome<Netting>> {
  const no = refusedCityWide(actor, 'balances:read')
  return no ? refuse(no) : documentOf(bank, month)
}

async function documentOf(bank: Bank, month: string): Promise<Outcome<Netting>> {
  const row = await bank.directory.newest('settlement', month)
  if (row) {
    const [entry] = await bank.journal.entriesAt([row.seq])
    if (!entry) throw new Error(`settlement of ${month} was brought by no entry`)
    const { after, upto } = row.body
    const netting = await reckoned(bank, { month, after, upto }, entry.seq - 1)
    const settled = {
      ...{ seq: entry.seq, id: entry.id, recordedAt: entry.recordedAt, by: entry.by },
      reviewer: refOf(entry, 'reviewer') ?? '',
      agrees: netting.figures === row.body.figures && refOf(entry, 'figures') === netting.figures,
    }
    return done({ ...netting, settled })
  }
  const days = daysOf(month)
  if (!days) return refuse({ code: 'month-unreadable', month })
  if (days.last >= today(bank)) return refuse({ code: 'month-not-over', month, last: days.last })
  const last = await lastSettled(bank)
  const upto = await bank.journal.seqBefore(startOf(days.last) + 86_400_000)
  if (last && last.upto >= upto) return refuse({ code: 'netting-done', month, by: last.month })
  const after = last?.upto ?? 0
  const netting = await reckoned(bank, { month, after, upto }, await bank.journal.size())
  const waits = await waitingFor(bank)
  return done({ ...netting, ...(waits === undefined ? {} : { waits }) })
}

async function lastSettled(bank: Bank) {
  const rows = await bank.directory.all('settlement')
  const [last] = rows.toSorted((a, b) => b.body.upto - a.body.upto)
  return last && { month: last.key, upto: last.body.upto }
}

/** A settlement that somebody asked for and nobody has answered. */
async function waitingFor(bank: Bank): Promise<EntryId | undefined> {
  const open = await bank.journal.openReviews({ places: [bank.rules.city.code] })
  const asking = open.find((entry) => refOf(entry, 'review') === 'netting')
  return asking && twinOf(asking.id)
}

type Stretch = Pick<Netting, 'month' | 'after' | 'upto'>

async function reckoned(bank: Bank, stretch: Stretch, at: number): Promise<Netting> {
  const { month, after, upto } = stretch
  const city = bank.rules.city.code
  const [from, to] = [await bank.journal.flows(after), await bank.journal.flows(upto)]
  // What the city itself posted, as opening balances, is no station's to settle.
  const matrix = unsettled(matrixIn(to), matrixIn(from)).filter(
    ({ home, place }) => home !== city && place !== city,
  )
  const owed = netted(matrix)
  const nets = new Map<string, number>()
  for (const { from: debtor, to: creditor, minutes } of owed) {
    nets.set(debtor, (nets.get(debtor) ?? 0) - minutes)
    nets.set(creditor, (nets.get(creditor) ?? 0) + minutes)
  }
  const stations: NettedStation[] = []
  for (const [station, net] of [...nets].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const before = await standingOf(bank, station, at)
    stations.push({ station, net, before, after: settledStanding(before, net) })
  }
  const minutes = stations.reduce((sum, { net }) => sum + Math.max(net, 0), 0)
  const figures = toHex(sha256(canonical({ month, after, upto, matrix, owed })))
  return { ...stretch, matrix, owed, stations, minutes, figures }
}

/** Who owes has promised so much less; who is owed has redeemed so much less, and promised the rest. */
function settledStanding(before: Standing, net: number): Standing {
  const given = Math.min(Math.max(net, 0), before.redeemed)
  const issued = before.issued + net - given
  const left = before.redeemed - given
  return { ...before, issued, redeemed: left, position: issued - left }
}

/**
 * Asks for the settlement of a month that is over. Refuses a month that is
 * settled, one that comes to nothing, and while another waits; the answer is
 * that it waits for a second person of the city.
 */
export async function askNetting(
  bank: Bank,
  actor: Actor,
  order: NettingOrder,
): Promise<Outcome<Entry>> {
  const no = refusedCityWide(actor, 'balances:write')
  if (no) return refuse(no)
  const found = await documentOf(bank, order.month)
  if (!found.ok) return found
  const second = refusedWithoutSecond(actor, 'balances:write')
  if (second) return refuse(second)
  const { month, after, upto, figures } = found.value
  const question = { id: order.id, month, after, upto, figures }
  const ask = asked(actor, 'netting', question)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  if (found.value.settled) return refuse({ code: 'netting-done', month, by: month })
  if (found.value.minutes === 0) return refuse({ code: 'netting-even', month })
  if (found.value.waits !== undefined) {
    const asking = await bank.journal.entry(twinOf(found.value.waits))
    if (asking) return seenReview(bank, done(asking))
  }
  return askReview(bank, actor, ask, {
    ...{ kind: 'netting', order: question, service: '-', ...cityPlace(bank) },
    grounds: [{ why: 'netting', by: 'city' }],
  })
}

/** The entry an approved settlement is. What is settled is what was asked, or nothing. */
export async function nettingDraft(
  bank: Bank,
  maker: Actor,
  ask: Asked,
  order: NettingAsked,
  { refs, along }: Approved,
): Promise<Outcome<Draft>> {
  const found = await documentOf(bank, order.month)
  if (!found.ok) return found
  const { month, after, upto, figures, stations, minutes, settled } = found.value
  if (settled) return refuse({ code: 'netting-done', month, by: month })
  if (figures !== order.figures) return refuse({ code: 'review-changed', review: order.id })
  const body = { after, upto, minutes, figures }
  return done(
    drafted(bank, maker, ask, {
      kind: 'net',
      postings: stations.flatMap(postingsOf),
      ...cityPlace(bank),
      servedOn: daysOf(month)?.last as Day,
      service: '-',
      along: [...along, rowChange(bank, 'settlement', month, 1, body)],
      refs: [
        ...refs,
        ['month', month],
        ['after', `${after}`],
        ['upto', `${upto}`],
        ['figures', figures],
      ],
    }),
  )
}

function postingsOf({ station, before, after }: NettedStation): readonly DraftPosting[] {
  const moves = [
    posting(issuance(station), before.issued - after.issued, station),
    posting(redeemed(station), after.redeemed - before.redeemed, station),
  ]
  return moves.filter(({ minutes }) => minutes !== 0)
}
