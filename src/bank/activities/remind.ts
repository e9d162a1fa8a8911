/**
 * Who is to be told what of an activity (活动提醒): that it is tomorrow, that
 * they were moved up, that it was called off. Told once: the sign-up's own row
 * says so, and nothing goes out at night.
 */
import type { MemberId } from '../../ledger/account.ts'
import { clock } from '../../ledger/counter.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Outcome } from '../../ledger/refusal.ts'
import { activityRules } from '../../rules/activities.ts'
import { SYSTEM, stationOn } from '../actor.ts'
import { asked, dayOf, drafted, rowChange, startOf } from '../draft.ts'
import type { Bank, Row } from '../ports.ts'
import type { ActivityRow, SignUpRow } from '../ports-activity.ts'
import type { MessageTemplate } from '../ports-messages.ts'
import { awake } from '../jobs/notices.ts'
import { recordAll } from '../record.ts'
import { isOn } from './activity.ts'
import { signUpsOf } from './seats.ts'

const DAY_MS = 86_400_000

export interface Reminder {
  readonly signUp: Row<SignUpRow>
  readonly activity: Row<ActivityRow>
  readonly member: MemberId
  /** What of it, as the row will say that it was told: "day:2026-11-28". */
  readonly about: string
  readonly template: MessageTemplate
}

/** Whoever is to be told something as of an instant, and was not. */
export async function remindersDue(bank: Bank, now: number): Promise<readonly Reminder[]> {
  const tomorrow = dayOf(now + DAY_MS)
  const reminders: Reminder[] = []
  for (const activity of await activitiesAround(bank, now)) {
    const isNext = isOn(activity.body, tomorrow)
    const isOff = activity.body.list.state === 'cancelled'
    for (const signUp of await signUpsOf(bank, activity.key)) {
      const due = dueFor(signUp.body, { isOff, tomorrow: isNext ? tomorrow : undefined })
      if (due === undefined || signUp.body.told?.includes(due.about)) continue
      const member = signUp.body.list.who as MemberId
      reminders.push({ signUp, activity, member, ...due })
    }
  }
  return reminders
}

function dueFor(
  { list, movedUp }: SignUpRow,
  of: { readonly isOff: boolean; readonly tomorrow: string | undefined },
): Pick<Reminder, 'about' | 'template'> | undefined {
  if (list.state === 'cancelled') return undefined
  if (of.isOff) return { about: 'cancelled', template: 'activity-cancelled' }
  if (list.state !== 'signed') return undefined
  // Whoever has just been moved up learns the day from that.
  if (of.tomorrow !== undefined)
    return { about: `day:${of.tomorrow}`, template: 'activity-tomorrow' }
  return movedUp ? { about: 'moved-up', template: 'activity-moved-up' } : undefined
}

const PAGE = 500

/** Activities that are not over, or were called off before they were. */
async function activitiesAround(bank: Bank, now: number): Promise<readonly Row<ActivityRow>[]> {
  const found: Row<ActivityRow>[] = []
  const from = startOf(dayOf(now)) - activityRules(bank.rules).runDaysMost * DAY_MS
  for (let offset = 0; ; offset += PAGE) {
    const query = { states: ['open', 'cancelled'], from, limit: PAGE, offset }
    const rows = await bank.directory.listed('activity', query)
    found.push(...rows.filter(({ body }) => body.until >= dayOf(now)))
    if (rows.length < PAGE) return found
  }
}

export interface Reminded {
  /** Given to the gateway. */
  readonly sent: number
  /** Without a phone: the desk has to tell them. */
  readonly phoneless: number
  /** Left for later: it is night, or the gateway takes nothing. */
  readonly later: number
}

/** Tells everybody who is due, once each: what is told is written first, so that two at once tell nobody twice. */
export async function remind(bank: Bank): Promise<Reminded> {
  const now = bank.clock.now()
  const due = await remindersDue(bank, now)
  if (awake(bank, now) > now || bank.messages.state() !== 'open')
    return { sent: 0, phoneless: 0, later: due.length }
  const some = due.slice(0, AT_ONCE)
  const written = await toldRows(bank, some)
  const people = await bank.people.names(some.map(({ member }) => member))
  const counts = { sent: 0, phoneless: 0, later: due.length - some.length }
  for (const [i, reminder] of some.entries()) {
    const phone = people.get(reminder.member)?.phone ?? ''
    if (!written[i]?.ok) counts.later++
    else if (phone === '') counts.phoneless++
    else {
      send(bank, reminder, phone)
      counts.sent++
    }
  }
  return counts
}

/** A gateway's queue takes no more at once; the next run goes on. */
const AT_ONCE = 400

async function toldRows(
  bank: Bank,
  reminders: readonly Reminder[],
): Promise<readonly Outcome<Entry>[]> {
  const drafts = []
  for (const { signUp, activity, member, about } of reminders) {
    const { body, key, version } = signUp
    const day = dayOf(bank.clock.now())
    const place = await stationOn(bank, body.station, day)
    const told = [...(body.told ?? []), about].slice(-TOLD_MAX)
    const ask = asked(SYSTEM, 'remind', { id: bank.ids.entry(), signUp: key, about })
    drafts.push(
      drafted(bank, SYSTEM, ask, {
        ...{ kind: 'row', postings: [], servedOn: day, station: body.station },
        organisation: place.ok ? place.value.organisation : '-',
        service: activity.body.service,
        along: [rowChange(bank, 'signup', key, version + 1, { ...body, told })],
        refs: [
          ['activity', activity.key],
          ['for', member],
          ['told', about],
        ],
      }),
    )
  }
  return recordAll(bank, drafts, { whole: false })
}

/** What is remembered of a year of weekly reminders. */
const TOLD_MAX = 60

/** Until the night begins. */
function send(bank: Bank, { activity, about, template }: Reminder, phone: string) {
  const { title, where, from, starts } = activity.body
  const day = about.startsWith('day:') ? about.slice(4) : from
  const facts = { title, where, day, from: clock(starts) }
  const until = startOf(dayOf(bank.clock.now())) + activityRules(bank.rules).quiet.from * 60_000
  bank.messages.send({ id: bank.ids.entry(), phone, template, facts, until })
}
