/** Who is told that their booking is tomorrow (预约提醒), once each; and who waited in vain is let go. */
import type { Draft } from '../../ledger/entry.ts'
import { SYSTEM, stationOn } from '../actor.ts'
import { asked, dayOf, drafted, today } from '../draft.ts'
import { awake } from '../jobs/notices.ts'
import { moveOrder } from '../loop/move.ts'
import type { Bank, Row } from '../ports.ts'
import type { BookableRow } from '../ports-calendar.ts'
import { recordAll } from '../record.ts'
import { bookingsOf } from './bookings.ts'
import { toldOf } from './give-back.ts'

const DAY_MS = 86_400_000
const PAGE = 500
/** Told at a time; the next run goes on. */
const SOME = 400

export const reminderKey = (order: string) => `tomorrow/${order}`

/** Every thing of the city, in pages. */
async function everything(bank: Bank): Promise<readonly Row<BookableRow>[]> {
  const found: Row<BookableRow>[] = []
  for (;;) {
    const rows = await bank.directory.listed('bookable', { limit: PAGE, offset: found.length })
    found.push(...rows)
    if (rows.length < PAGE) return found
  }
}

/** What is written is a notice, and leaves by the way each person chose; not at night. */
export async function remindBookings(bank: Bank): Promise<{ readonly told: number }> {
  const now = bank.clock.now()
  if (awake(bank, now) > now) return { told: 0 }
  const day = dayOf(now + DAY_MS)
  const drafts: Draft[] = []
  for (const thing of await everything(bank)) {
    if (drafts.length >= SOME) break
    for (const { key, body } of await bookingsOf(bank, thing.key, { from: day, to: day })) {
      if (body.state !== 'booked') continue
      const once = reminderKey(key)
      if (await bank.directory.newest('notice', once)) continue
      const along = await toldOf(bank, body, 'booking-tomorrow', thing.body, once)
      if (along.length === 0) continue
      const place = await stationOn(bank, body.station, today(bank))
      const ask = asked(SYSTEM, 'remind-booking', { id: bank.ids.entry(), order: key })
      drafts.push(
        drafted(bank, SYSTEM, ask, {
          ...{ kind: 'row', postings: [], servedOn: today(bank), station: body.station, along },
          organisation: place.ok ? place.value.organisation : '-',
          service: body.service,
          refs: [['told', `tomorrow/${key}`]],
        }),
      )
    }
  }
  const outcomes = await recordAll(bank, drafts, { whole: false })
  return { told: outcomes.filter(({ ok }) => ok).length }
}

/** Whoever still waits when it begins does not come any more; hours that were held go back. */
export async function endWaiting(bank: Bank): Promise<{ readonly ended: number }> {
  const now = bank.clock.now()
  const rows = await bank.directory.listed('order', {
    ...{ states: ['waiting'], dueBefore: now, limit: SOME },
  })
  let ended = 0
  for (const { key, body } of rows) {
    if (body.slot === undefined) continue
    const id = bank.ids.entry()
    const order = { id, order: key, move: 'call-off', reason: 'no-place' }
    if ((await moveOrder(bank, SYSTEM, order)).ok) ended++
  }
  return { ended }
}
