/**
 * Grant (发放关爱时数): hours from a pool, or from the city's yearly budget, to
 * someone who could not earn them; a purse of its own with purpose and end.
 */
import { type AccountId, granted, type MemberId, pool } from '../../ledger/account.ts'
import type { Entry, EntryId, Limit, Ref } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { tallyMost, tallyRef } from '../../ledger/tally.ts'
import { serviceIn } from '../../rules/city.ts'
import { may, memberRow, refusedAt, refusedCityWide, stationOn } from '../actor.ts'
import {
  answeredBefore,
  type Asked,
  asked,
  drafted,
  isDay,
  lookingAgain,
  posting,
  rowChange,
  today,
} from '../draft.ts'
import type { Actor, Bank, PoolRow } from '../ports.ts'
import { record } from '../record.ts'

export interface GrantOrder {
  readonly id: EntryId
  /** A pool's code, or "budget" for the city's own yearly budget. */
  readonly pool: string
  readonly member: MemberId
  readonly minutes: number
  /** A code: "elder-alone", "hardship", "disabled", "other". */
  readonly purpose: string
  /** Last day it may be spent. */
  readonly until: string
  /** Services it may be spent on; empty is any. */
  readonly services?: readonly string[]
}

export const GRANT_PURPOSES = ['elder-alone', 'hardship', 'disabled', 'other'] as const

const GRANT_MAX = minutes(1_000 * 60)

/** Grants hours. Only the head of the pool's station or the city may; never more than the pool or the budget holds. */
export async function grant(bank: Bank, actor: Actor, order: GrantOrder): Promise<Outcome<Entry>> {
  const wrong = refusedGrant(bank, order)
  if (wrong) return refuse(wrong)
  if (!may(actor, 'grants:write')) return refuse({ code: 'not-allowed', act: 'grants:write' })
  const source = await sourceOf(bank, actor, order)
  if (!source.ok) return source
  const ask = asked(actor, 'grant', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const outcome = await lookingAgain(bank, () => grantOnce(bank, actor, ask, order, source.value))
  // The member's row has a grant more now; what is remembered of it is old.
  if (outcome.ok) bank.directory.forget()
  return outcome
}

async function grantOnce(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  order: GrantOrder,
  source: Source,
): Promise<Outcome<Entry>> {
  const member = await memberRow(bank, order.member)
  if (!member.ok) return member
  const { body, version } = member.value
  const station = source.station || body.home
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place

  const n = body.grants.length + 1
  const services = order.services ?? []
  const given = { n, purpose: order.purpose, services, until: order.until, pool: order.pool }
  const row = rowChange(bank, 'member', order.member, version + 1, {
    ...body,
    grants: [...body.grants, given],
  })
  const refs: readonly Ref[] = [['purpose', order.purpose], ['until', order.until], ...source.refs]
  const outcome = await record(
    bank,
    drafted(bank, actor, ask, {
      kind: 'grant',
      postings: [
        posting(source.account, -order.minutes, source.station || bank.rules.city.code),
        posting(granted(order.member, n), order.minutes, body.home),
      ],
      servedOn: today(bank),
      station,
      organisation: place.value.organisation,
      service: '-',
      along: [row],
      relies: [place.value.station],
      limits: source.limits,
      refs,
    }),
  )
  // The row remembered does not know the new purse: its end date would not be read.
  bank.directory.forget()
  return outcome
}

interface Source {
  readonly account: AccountId
  readonly station: string
  readonly limits: readonly Limit[]
  readonly refs: readonly Ref[]
}

/** What a pool with a budget has granted so far. */
export const grantedName = (code: string) => `granted/${code}`

async function sourceOf(bank: Bank, actor: Actor, order: GrantOrder): Promise<Outcome<Source>> {
  const { pool: code } = order
  if (code === 'budget') {
    const no = refusedCityWide(actor, 'grants:write')
    if (no) return refuse(no)
    const year = `${today(bank).slice(0, 4)}-01-01`
    const counter = { kind: 'budget', who: 'city', day: year } as const
    const limits = [{ code: 'over-budget', counter, most: bank.rules.grantBudget } as const]
    return {
      ok: true,
      value: { account: 'issuance:city' as AccountId, station: '', limits, refs: [] },
    }
  }
  const row = await bank.directory.get('pool', code)
  if (!row) return refuse({ code: 'unknown-pool', pool: code })
  const no = await refusedAt(bank, actor, row.body.station, 'grants:write')
  if (no) return refuse(no.code === 'unknown-station' ? { code: 'unknown-pool', pool: code } : no)
  const terms = refusedTerms(row.body, order)
  if (terms) return refuse(terms)
  const { station, budget } = row.body
  const counted = grantedName(code)
  return {
    ok: true,
    value: {
      account: pool(code),
      station,
      limits: budget === undefined ? [] : [tallyMost(counted, budget)],
      refs: budget === undefined ? [] : [tallyRef(counted, order.minutes)],
    },
  }
}

function refusedTerms({ purpose, until }: PoolRow, order: GrantOrder): Refusal | undefined {
  if (purpose !== undefined && purpose !== order.purpose)
    return { code: 'pool-terms', what: 'purpose', terms: purpose }
  return until !== undefined && order.until > until
    ? { code: 'pool-terms', what: 'until', terms: until }
    : undefined
}

function refusedGrant(bank: Bank, order: GrantOrder): Refusal | undefined {
  if (!Number.isSafeInteger(order.minutes) || order.minutes < 1 || order.minutes > GRANT_MAX) {
    return {
      code: 'minutes-out-of-range',
      minutes: order.minutes,
      least: minutes(1),
      most: GRANT_MAX,
    }
  }
  if (!isDay(order.until)) return { code: 'day-unreadable', day: order.until }
  if (order.until < today(bank)) return { code: 'grant-dates', until: order.until }
  if (!(GRANT_PURPOSES as readonly string[]).includes(order.purpose)) {
    return { code: 'reason-unknown', reason: order.purpose }
  }
  const unknown = order.services?.find((service) => !serviceIn(bank.rules, service))
  return unknown === undefined ? undefined : { code: 'unknown-service', service: unknown }
}
