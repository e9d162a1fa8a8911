/**
 * Whoever is responsible is told of an order nobody claimed in time: who is on
 * duty at its station, else the street above it. Told once for each time it
 * waited; who has no account to be told at finds it on the day's list.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { RowChange } from '../../ledger/entry.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, drafted, rowChange } from '../draft.ts'
import { noticeTo } from '../jobs/notices.ts'
import type { Bank, Row, StaffRow } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { record } from '../record.ts'
import { onDuty } from './duty.ts'
import { isOffered } from './fallback.ts'
import { workflowsNow } from './workflow.ts'

const STRETCH = 500

/** The end of its number is enough to find it by on a list. */
const NUMBER_SHOWN = 8

/** Tells them; how many orders somebody was told of, and of how many nobody could be. */
export async function tellUnclaimed(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const counts = { told: 0, unheard: 0 }
  for (const row of await untold(bank)) {
    const along = await noticesOf(bank, row)
    if (along.length === 0) counts.unheard++
    else if (await told(bank, row, along)) counts.told++
  }
  return counts
}

async function untold(bank: Bank): Promise<readonly Row<OrderRow>[]> {
  const states = new Set<string>()
  for (const { fallback } of (await workflowsNow(bank)).values())
    if (fallback) states.add(fallback.state)
  const now = bank.clock.now()
  const found: Row<OrderRow>[] = []
  for (let offset = 0; ; offset += STRETCH) {
    const query = { states: [...states], limit: STRETCH, offset }
    const rows = await bank.directory.listed('order', query)
    found.push(...rows.filter(({ body }) => isOffered(body, now) && body.told !== body.fallback))
    if (rows.length < STRETCH) return found
  }
}

async function noticesOf(bank: Bank, { key, body }: Row<OrderRow>): Promise<readonly RowChange[]> {
  const facts = { number: key.slice(-NUMBER_SHOWN).toUpperCase(), station: body.station }
  const along: RowChange[] = []
  for (const member of await responsible(bank, body))
    along.push(...(await noticeTo(bank, member, 'order-unclaimed', facts)))
  return along
}

/** Accounts of whoever is on duty at the station today, or where nobody is, of the street's office. */
async function responsible(bank: Bank, { station, list }: OrderRow): Promise<readonly MemberId[]> {
  const duty = await onDuty(bank, station)
  const one = duty === undefined ? undefined : await bank.directory.get('staff', duty)
  const own = memberOf(one?.body)
  if (own !== undefined) return [own]
  const above = new Set(list.place.split('/'))
  return (await bank.directory.all('staff')).flatMap(({ body }) =>
    body.role === 'street' && above.has(body.area ?? '-') ? (memberOf(body) ?? []) : [],
  )
}

const memberOf = (staff: StaffRow | undefined) =>
  staff?.active ? (staff.member as MemberId | undefined) : undefined

/** False where the order moved meanwhile: it is looked at again the next time. */
async function told(
  bank: Bank,
  { key, version, body }: Row<OrderRow>,
  along: readonly RowChange[],
): Promise<boolean> {
  const { fallback = 0 } = body
  const id = bank.ids.entry()
  const outcome = await record(
    bank,
    drafted(bank, SYSTEM, asked(SYSTEM, 'tell-unclaimed', { id, order: key, fallback }), {
      ...cityPlace(bank),
      ...{ kind: 'row', postings: [], service: '-' },
      along: [rowChange(bank, 'order', key, version + 1, { ...body, told: fallback }), ...along],
      refs: [['unclaimed', key]],
    }),
  )
  return outcome.ok
}
