/**
 * Whoever is responsible is told of an order nobody claimed in time, once for
 * each time it waited: whoever is on duty at its station or leads it, and where
 * nobody does, the street above it.
 */
import type { Workflow } from '../../rules/workflow.ts'
import { isOffered } from '../loop/fallback.ts'
import { workflowNamed, workflowsNow } from '../loop/workflow.ts'
import type { Bank, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { urgentFacts } from './deadlines.ts'
import { heardAt, officeOf, tellStaff } from './tell-staff.ts'

const STRETCH = 500

/** Tells them; how many were told. */
export async function tellUnclaimed(bank: Bank): Promise<Readonly<Record<string, number>>> {
  let told = 0
  for await (const { row, workflow } of unclaimed(bank)) {
    const { list, fallback } = row.body
    const { number = '', type = '' } = urgentFacts(row.key, row.body, workflow)
    told += await tellStaff(bank, await responsible(bank, row.body), {
      ...{ kind: 'order-unclaimed', about: `${row.key}/${fallback}`, place: list.place },
      facts: { number, type },
    })
  }
  return { told }
}

async function responsible(bank: Bank, { station, list }: OrderRow): Promise<readonly string[]> {
  const staff = await heardAt(bank, station)
  if (staff.length > 0) return staff
  for (const code of list.place.split('/').toReversed()) {
    const office = code === '' ? [] : await officeOf(bank, 'street', code)
    if (office.length > 0) return office
  }
  return []
}

async function* unclaimed(
  bank: Bank,
): AsyncGenerator<{ readonly row: Row<OrderRow>; readonly workflow: Workflow }> {
  const states = new Set<string>()
  for (const { fallback } of (await workflowsNow(bank)).values())
    if (fallback) states.add(fallback.state)
  const now = bank.clock.now()
  for (let offset = 0; ; offset += STRETCH) {
    const query = { states: [...states], limit: STRETCH, offset }
    const rows = await bank.directory.listed('order', query)
    for (const row of rows) {
      const workflow = await workflowNamed(bank, row.body.workflow)
      if (workflow && isOffered(row.body, now)) yield { row, workflow }
    }
    if (rows.length < STRETCH) return
  }
}
