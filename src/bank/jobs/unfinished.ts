/**
 * What a station left open (未了事项): days that were not closed and bookings past
 * their day are told of in the morning; a booking nobody came back to for two
 * weeks is released, and its hours can be used again.
 */
import { heldBy } from '../../ledger/counter.ts'
import { type Entry, type Ref, refOf } from '../../ledger/entry.ts'
import { HOLD_DAYS, redeemingOf } from '../../rules/redeeming.ts'
import { SYSTEM } from '../actor.ts'
import { asked, dayOf, lookingAgain, startOf, today } from '../draft.ts'
import { naturalId } from '../hours/opening.ts'
import { unclosedStations } from '../oversight/close-day.ts'
import type { Bank } from '../ports.ts'
import { record } from '../record.ts'
import { releaseDraft } from '../service/settle.ts'
import { noticeTo } from './notices.ts'
import { headsOf, tellStaff } from './tell-staff.ts'

const DAY_MS = 24 * 3_600_000

/** Days that are looked back for one that was not closed. */
const BACK = 3

/** Tells those who lead a station what it left open; how many were told. */
export async function tellUnfinished(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const now = today(bank)
  const days = new Map<string, number>()
  for (let back = 1; back <= BACK; back++) {
    const unclosed = await unclosedStations(bank, SYSTEM, dayOf(startOf(now) - back * DAY_MS))
    if (!unclosed.ok) throw new Error(`days could not be looked at: ${unclosed.refusal.code}`)
    for (const { station, count } of unclosed.value)
      if (count > 0) days.set(station, (days.get(station) ?? 0) + 1)
  }
  let told = 0
  for (const { key: station, body } of await bank.directory.all('station')) {
    const open = days.get(station) ?? 0
    const holds = (await bookingsPast(bank, station, now)).length
    if (open + holds === 0) continue
    told += await tellStaff(bank, await headsOf(bank, station), {
      ...{ kind: 'days-open', about: `${station}/${now}`, place: `${body.path}${station}/` },
      facts: { days: `${open}`, holds: `${holds}` },
    })
  }
  return { told }
}

/** Releases bookings two weeks past their day and tells whose they are; how many, and how many could not go back. Done twice it does nothing. */
export async function expireHolds(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const { holdDays = HOLD_DAYS } = redeemingOf(bank.rules)
  const last = dayOf(bank.clock.now() - holdDays * DAY_MS)
  let ended = 0
  let left = 0
  for (const { key, body } of await bank.directory.all('station'))
    for (const hold of await bookingsPast(bank, key, last)) {
      // One that cannot go back holds up no other.
      if (await released(bank, hold, body.hotline)) ended++
      else left++
    }
  return { ended, left }
}

/** Bookings of a station for a day before that one which nothing has closed. What an order, a voucher or an undoing holds goes by their own clocks. */
async function bookingsPast(bank: Bank, station: string, day: string): Promise<readonly Entry[]> {
  const open = await bank.journal.openHolds({ station })
  return open.filter(
    (hold) =>
      hold.servedOn < day &&
      (['order', 'voucher', 'undo'] as const).every((type) => refOf(hold, type) === undefined),
  )
}

async function released(bank: Bank, hold: Entry, phone: string): Promise<boolean> {
  const id = naturalId('booking ended', hold.id)
  const ask = asked(SYSTEM, 'booking-ended', { id })
  const why: readonly Ref[] = [['reason', 'booking-ended']]
  const held = heldBy(hold)
  const outcome = await lookingAgain(bank, async () => {
    const facts = { day: hold.servedOn, minutes: `${held.all}`, phone }
    const along = await noticeTo(bank, held.member, 'hold-ended', facts)
    return record(bank, await releaseDraft(bank, SYSTEM, ask, hold, { why, along }))
  })
  return outcome.ok && outcome.again !== true
}
