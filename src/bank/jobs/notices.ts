/**
 * Notices (通知): what is to be told goes along with the entry it is about, so
 * that neither is there without the other, and leaves the house later: by the
 * channel the person chose, not at night, each once. Whoever has no phone is
 * told by a printed list of their station.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { EntryId, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { activityRules } from '../../rules/activities.ts'
import { refusedAt, SYSTEM } from '../actor.ts'
import { asked, cityPlace, dayOf, drafted, rowChange, startOf } from '../draft.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { Channel, NoticeKind, NoticeRow } from '../ports-notice.ts'
import { staffPhone } from '../people/staff-phone.ts'
import { record } from '../record.ts'

const HOUR_MS = 3_600_000

/** A notice that could not leave within three days is printed. */
const LATE_MS = 72 * HOUR_MS

/** Sent at a time. */
const SOME = 200

/** The first instant from `now` on at which somebody may be disturbed. */
export function awake({ rules }: Pick<Bank, 'rules'>, now: number): number {
  const { from, to } = activityRules(rules).quiet
  const start = startOf(dayOf(now))
  const minute = Math.floor((now - start) / 60_000)
  if (minute < to) return start + to * 60_000
  return minute >= from ? start + 24 * HOUR_MS + to * 60_000 : now
}

/** The row that tells a person; it goes along with the entry it is about. None where they want none. */
export async function noticeTo(
  bank: Bank,
  member: MemberId,
  kind: NoticeKind,
  facts: Readonly<Record<string, string>>,
  /** A key of its own makes that it is said once. */
  key: string = bank.ids.entry(),
): Promise<readonly RowChange[]> {
  const row = await bank.directory.get('member', member)
  const station = row && (await bank.directory.get('station', row.body.home))
  if (!row || row.body.erased !== undefined || !station) return []
  const person = await bank.people.get(member)
  const channel = channelOf(person)
  // What is said to somebody's disadvantage is said, whatever they chose.
  const told = channel === 'none' && kind.startsWith('undo-') ? 'paper' : channel
  if (told === 'none') return []
  const now = bank.clock.now()
  const body: NoticeRow = {
    list: {
      place: `${station.body.path}${row.body.home}/`,
      who: member,
      state: 'waiting',
      at: now,
      // Paper waits for the desk, and for no hour.
      due: told === 'paper' ? 0 : awake(bank, now),
    },
    kind,
    facts,
    channel: told,
  }
  return [rowChange(bank, 'notice', key, 1, body)]
}

function channelOf(
  person:
    | {
        readonly phone: string
        readonly channel?: Channel
        readonly outside: Readonly<Record<string, string>>
      }
    | undefined,
): Channel {
  if (!person) return 'none'
  const { channel } = person
  if ((channel === 'wechat' || channel === 'email') && person.outside[channel]) return channel
  if (channel === 'paper' || channel === 'none') return channel
  return person.phone === '' ? 'paper' : 'sms'
}

/** Sends what is due, each once: whoever takes a notice first has it. */
export async function sendNotices(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const now = bank.clock.now()
  const due = await bank.directory.listed('notice', {
    states: ['waiting'],
    dueBefore: now + 1,
    limit: SOME,
  })
  const counts = { sent: 0, printed: 0, waiting: 0 }
  for (const row of due) {
    const { channel, list } = row.body
    if (channel === 'paper') {
      // Due as long as nobody prints it, it would stand before everything that can be sent.
      await turned(bank, row, { channel })
      continue
    }
    if (bank.messages.state() !== 'open') {
      counts.waiting++
      if (now - list.at > LATE_MS) await turned(bank, row, tooLate(row.body))
      continue
    }
    if (!(await turned(bank, row, { state: 'sent' }))) continue
    await sent(bank, row)
    counts.sent++
  }
  return counts
}

/** People are told on paper then; staff, who see it at their desk, not at all. */
const tooLate = ({ list }: NoticeRow) =>
  staffOf(list.who) === undefined ? { channel: 'paper' as const } : { state: 'dropped' }

const staffOf = (who: string) => (who.startsWith('staff:') ? who.slice(6) : undefined)

async function reached(bank: Bank, who: string) {
  const staff = staffOf(who)
  if (staff === undefined) return bank.people.get(who as MemberId)
  const phone = await staffPhone(bank, staff)
  return phone === undefined
    ? undefined
    : { phone, outside: {} as Readonly<Record<string, string>> }
}

async function sent(bank: Bank, { key, body }: Row<NoticeRow>): Promise<void> {
  const person = await reached(bank, body.list.who)
  if (!person) return
  bank.messages.send({
    id: key,
    phone: person.phone,
    ...(body.channel === 'wechat' || body.channel === 'email'
      ? { [body.channel]: person.outside[body.channel] ?? '' }
      : {}),
    template: body.kind,
    facts: body.facts,
    until: bank.clock.now() + LATE_MS,
  })
}

/** The next version of a notice; false where another was quicker. */
async function turned(
  bank: Bank,
  { key, version, body }: Row<NoticeRow>,
  to: { readonly state?: string; readonly channel?: Channel },
): Promise<boolean> {
  const next: NoticeRow = {
    ...body,
    ...(to.channel === undefined ? {} : { channel: to.channel }),
    list: {
      ...body.list,
      ...(to.state === undefined ? {} : { state: to.state }),
      due: 0,
    },
  }
  const id = bank.ids.entry()
  const outcome = await record(
    bank,
    drafted(bank, SYSTEM, asked(SYSTEM, 'notice', { id, key, version }), {
      ...cityPlace(bank),
      kind: 'row',
      postings: [],
      service: '-',
      along: [rowChange(bank, 'notice', key, version + 1, next)],
    }),
  )
  return outcome.ok
}

/** What a station tells on paper: those who have no phone, or want it so; oldest first. */
export async function toPrint(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<readonly Row<NoticeRow>[]>> {
  const no = await refusedAt(bank, actor, station, 'calls:write')
  if (no) return refuse(no)
  const row = await bank.directory.get('station', station)
  const waiting = await bank.directory.listed('notice', {
    places: [`${row?.body.path}${station}/`],
    states: ['waiting'],
  })
  return done(waiting.filter(({ body }) => body.channel === 'paper'))
}

/** The printed list has been handed over: those on it are told. */
export async function printed(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly station: string; readonly keys: readonly string[] },
): Promise<Outcome<number>> {
  const found = await toPrint(bank, actor, order.station)
  if (!found.ok) return found
  let count = 0
  for (const row of found.value)
    if (order.keys.includes(row.key) && (await turned(bank, row, { state: 'printed' }))) count++
  return done(count)
}
