/** Terms of a pool (公益时间池): what it grants for, until when, and how much in all; and what has become of it. */
import { pool as poolAccount } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyCounter } from '../../ledger/tally.ts'
import { may, refusedAt, refusedCityWide, stationOn } from '../actor.ts'
import { answeredBefore, asked, cityPlace, drafted, isDay, rowChange, today } from '../draft.ts'
import { isGrantLine } from '../loop/grant-line.ts'
import type { Actor, Bank, PoolRow, Row } from '../ports.ts'
import { record } from '../record.ts'
import { GRANT_PURPOSES, grantedName } from './grant.ts'

export interface PoolTerms {
  readonly id: EntryId
  readonly pool: string
  readonly purpose?: string
  readonly until?: string
  /** Minutes it may grant in all. */
  readonly budget?: number
  /** A grant line of a charity fund that is cited: what it pays for goes along with these hours, and is not counted here. */
  readonly grantLine?: string
}

/** Says what a pool is for. Terms that are left out hold no more; what was granted stands. Refuses a grant line that is not there. */
export async function setPoolTerms(
  bank: Bank,
  actor: Actor,
  order: PoolTerms,
): Promise<Outcome<Entry>> {
  const found = await poolFor(bank, actor, order.pool)
  if (!found.ok) return found
  const { purpose, until, budget, grantLine } = order
  const isThere = grantLine === undefined || (await isGrantLine(bank, grantLine))
  const wrong = isThere ? refusedTerms(order) : noLine(grantLine)
  if (wrong) return refuse(wrong)
  const ask = asked(actor, 'pool-terms', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const { name, station } = found.value.body
  const body: PoolRow = {
    name,
    station,
    ...(purpose === undefined ? {} : { purpose }),
    ...(until === undefined ? {} : { until }),
    ...(budget === undefined ? {} : { budget }),
    ...(grantLine === undefined ? {} : { grantLine }),
  }
  const place = station === '' ? undefined : await stationOn(bank, station, today(bank))
  if (place && !place.ok) return place
  const at = place
    ? { station, organisation: place.value.organisation, servedOn: today(bank) }
    : cityPlace(bank)
  const version = found.value.version + 1
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'row',
      postings: [],
      service: '-',
      ...at,
      along: [rowChange(bank, 'pool', order.pool, version, body)],
    }),
  )
  bank.directory.forget()
  return outcome
}

const noLine = (given: string): Refusal => ({
  ...{ code: 'code-unreadable', what: 'grantLine', given: given.slice(0, 20) },
})

const isPurpose = (text: string) => (GRANT_PURPOSES as readonly string[]).includes(text)

function refusedTerms({ purpose, until, budget }: PoolTerms): Refusal | undefined {
  if (purpose !== undefined && !isPurpose(purpose))
    return { code: 'reason-unknown', reason: purpose }
  if (until !== undefined && !isDay(until)) return { code: 'day-unreadable', day: until }
  const isBudget = budget === undefined || (Number.isSafeInteger(budget) && budget >= 1)
  return isBudget && (budget ?? 0) < 100_000_000
    ? undefined
    : { code: 'pool-terms', what: 'budget', terms: `${budget}` }
}

/** A pool of the actor's own; the city's own is the city's. */
async function poolFor(bank: Bank, actor: Actor, code: string): Promise<Outcome<Row<PoolRow>>> {
  if (!may(actor, 'grants:write')) return refuse({ code: 'not-allowed', act: 'grants:write' })
  const row = await bank.directory.newest('pool', code)
  if (!row) return refuse({ code: 'unknown-pool', pool: code })
  const { station } = row.body
  const no =
    station === ''
      ? refusedCityWide(actor, 'grants:write')
      : await refusedAt(bank, actor, station, 'grants:write')
  if (no) return refuse(no.code === 'unknown-station' ? { code: 'unknown-pool', pool: code } : no)
  return done(row)
}

export interface PoolStands {
  readonly code: string
  readonly body: PoolRow
  /** Minutes in it, and granted under its budget. */
  readonly balance: number
  readonly granted: number
}

/** The pools of a station, and the city's, as they stand. */
export async function poolsAt(
  bank: Pick<Bank, 'directory' | 'journal'>,
  station: string,
): Promise<readonly PoolStands[]> {
  const rows = (await bank.directory.all('pool')).filter(
    ({ body }) => body.station === station || body.station === '',
  )
  const balances = await bank.journal.balances(rows.map(({ key }) => poolAccount(key)))
  const granted = await bank.journal.counters(rows.map(({ key }) => tallyCounter(grantedName(key))))
  return rows.map(({ key, body }, at) => ({
    code: key,
    body,
    balance: balances.find(({ account }) => account === poolAccount(key))?.balance ?? 0,
    granted: granted[at] ?? 0,
  }))
}
