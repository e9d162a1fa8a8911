/**
 * Hours of a team (团队时数): a team has an account of its own, credited like a
 * person's, and by rule its hours are only given away: to a pool. Nobody
 * redeems with them (南京: 团体时数只能捐赠).
 */
import { type AccountId, issuance, pool } from '../../ledger/account.ts'
import type { Day, Entry, EntryId } from '../../ledger/entry.ts'
import { minutes } from '../../ledger/minutes.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { serviceIn } from '../../rules/city.ts'
import { refusedAt, refusedDay, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, posting, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'
import { refusedMinutes } from './credit.ts'

export interface TeamCredit {
  readonly id: EntryId
  readonly team: string
  readonly station: string
  /** Whole minutes the team gave together: people × time. */
  readonly minutes: number
  readonly servedOn: string
  readonly service: string
}

export const teamAccount = (team: string) => `team:${team}` as AccountId

/** Ten thousand hours at once are a typing mistake. */
const TEAM_MAX = 10_000 * 60

/** Credits a team. Refuses teams, stations and services nobody knows, and days ahead. */
export async function creditTeam(
  bank: Bank,
  actor: Actor,
  order: TeamCredit,
): Promise<Outcome<Entry>> {
  const { team, station, servedOn, service } = order
  const no = await refusedAt(bank, actor, station, 'credits:write')
  if (no) return refuse(no)
  const known = await bank.directory.get('team', team)
  if (!known) return refuse({ code: 'code-unreadable', what: 'team', given: team })
  const small = Math.min(order.minutes, bank.rules.serviceMost)
  const wrong = refusedDay(bank, servedOn) ?? refusedMinutes(bank, small) ?? tooMany(order.minutes)
  if (wrong) return refuse(wrong)
  if (!serviceIn(bank.rules, service)) return refuse({ code: 'unknown-service', service })
  const ask = asked(actor, 'credit-team', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const place = await stationOn(bank, station, servedOn)
    if (!place.ok) return place
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'credit',
        postings: [
          posting(issuance(station), -order.minutes, station),
          posting(teamAccount(team), order.minutes, station),
        ],
        servedOn: servedOn as Day,
        station,
        organisation: place.value.organisation,
        service,
        relies: [place.value.station, known],
        refs: [['team', team]],
      }),
    )
  })
}

function tooMany(count: number) {
  return count > TEAM_MAX
    ? ({
        code: 'minutes-out-of-range',
        minutes: count,
        least: minutes(1),
        most: minutes(TEAM_MAX),
      } as const)
    : undefined
}

/** Gives a team's hours to a pool. Refuses more than the team has. */
export async function donateTeam(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly team: string
    readonly station: string
    readonly pool: string
    readonly minutes: number
  },
): Promise<Outcome<Entry>> {
  const { team, station } = order
  const no = await refusedAt(bank, actor, station, 'transfers:write')
  if (no) return refuse(no)
  const to = await bank.directory.get('pool', order.pool)
  if (!to) return refuse({ code: 'unknown-pool', pool: order.pool })
  if (!(await bank.directory.get('team', team)))
    return refuse({ code: 'code-unreadable', what: 'team', given: team })
  if (!Number.isSafeInteger(order.minutes) || order.minutes < 1)
    return refuse(
      tooMany(TEAM_MAX + 1) ?? {
        code: 'code-unreadable',
        what: 'minutes',
        given: `${order.minutes}`,
      },
    )
  const ask = asked(actor, 'donate-team', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  return lookingAgain(bank, async () => {
    const place = await stationOn(bank, station, today(bank))
    if (!place.ok) return place
    const home = to.body.station || bank.rules.city.code
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'donate',
        postings: [
          posting(teamAccount(team), -order.minutes, station),
          posting(pool(order.pool), order.minutes, home),
        ],
        servedOn: today(bank),
        station,
        organisation: place.value.organisation,
        service: '-',
        relies: [place.value.station, to],
        refs: [['team', team]],
      }),
    )
  })
}
