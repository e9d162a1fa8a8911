/** Who is on duty (值班): one of the station's staff for a day, told of what is urgent. */
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, isDay, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record } from '../record.ts'

export interface DutyOrder {
  readonly id: EntryId
  readonly station: string
  /** Staff by the day they are on duty; '' takes a day back. */
  readonly days: Readonly<Record<string, string>>
}

const DAYS_MAX = 62

/** Sets who is on duty. Refuses staff who do not work there, and days that are none. */
export async function setDuty(bank: Bank, actor: Actor, order: DutyOrder): Promise<Outcome<Entry>> {
  const no = await refusedAt(bank, actor, order.station, 'orders:write')
  if (no) return refuse(no)
  const days = Object.entries(order.days)
  const bad = days.find(([day]) => !isDay(day))
  if (bad || days.length > DAYS_MAX) return refuse({ code: 'day-unreadable', day: bad?.[0] ?? '' })
  const ask = asked(actor, 'duty', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const along = []
  for (const [day, staff] of days) {
    const row = staff === '' ? undefined : await bank.directory.get('staff', staff)
    if (staff !== '' && (row?.body.station !== order.station || !row.body.active))
      return refuse({ code: 'code-unreadable', what: 'staff', given: staff.slice(0, 32) })
    const known = await bank.directory.newest('duty', `${order.station}/${day}`)
    if ((known?.body.staff ?? '') === staff) continue
    const version = (known?.version ?? 0) + 1
    along.push(rowChange(bank, 'duty', `${order.station}/${day}`, version, { staff }))
  }
  const place = await stationOn(bank, order.station, today(bank))
  if (!place.ok) return place
  const { organisation } = place.value
  return record(
    bank,
    drafted(bank, actor, ask, {
      ...{ kind: 'row', postings: [], servedOn: today(bank), station: order.station },
      ...{ organisation, service: '-', along },
    }),
  )
}

/** Key of the staff on duty at a station today, or undefined. */
export async function onDuty(
  bank: Pick<Bank, 'directory' | 'clock'>,
  station: string,
  day: string = today(bank),
): Promise<string | undefined> {
  const staff = (await bank.directory.newest('duty', `${station}/${day}`))?.body.staff
  return staff === '' ? undefined : staff
}
