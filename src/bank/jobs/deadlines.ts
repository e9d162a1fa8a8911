/**
 * Deadlines (时限提醒): what is urgent and about to be late is told one by one,
 * day and night; everything else twice a day in one message to a station, and
 * once to the street for what is past (统一督办).
 */
import type { Workflow } from '../../rules/workflow.ts'
import { today } from '../draft.ts'
import { clockOf } from '../loop/clock.ts'
import { workflowNamed } from '../loop/workflow.ts'
import type { Bank, ListQuery, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { headsOf, heardAt, officeOf, tellStaff } from './tell-staff.ts'

const DAY_MS = 24 * 3_600_000
const WEEK_MS = 7 * DAY_MS

/** Rows read at a time. */
const STRETCH = 500

/** How far ahead a deadline may lie and be near already: a fifth of the longest time there is. */
const AHEAD_MS = 30 * DAY_MS

/** What is urgent is told of for so long; later it stands among the rest. */
const URGENT_MS = 3 * DAY_MS

interface Late {
  soon: number
  late: number
}

/** Tells each station, and each street, how many orders are near their deadline and past it. */
export async function tellDeadlines(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const now = bank.clock.now()
  const half = new Date(now + 8 * 3_600_000).getUTCHours() < 12 ? 'am' : 'pm'
  const stations = new Map<string, Late>()
  for await (const { row, workflow } of dueBy(bank, { dueBefore: now + AHEAD_MS })) {
    const { colour } = clockOf(workflow, row.body, now)
    if (colour !== 'amber' && colour !== 'red') continue
    const sums = stations.get(row.body.station) ?? { soon: 0, late: 0 }
    sums[colour === 'red' ? 'late' : 'soon']++
    stations.set(row.body.station, sums)
  }
  let told = 0
  const streets = new Map<string, { place: string; late: number }>()
  for (const [station, sums] of stations) {
    const row = await bank.directory.get('station', station)
    if (!row) continue
    const place = `${row.body.path}${station}/`
    const staff = [...(await heardAt(bank, station)), ...(await headsOf(bank, station))]
    const about = `${station}/${today(bank)}/${half}`
    told += await tellStaff(bank, staff, { kind: 'orders-due', about, place, facts: said(sums) })
    const street = await streetOf(bank, row.body.path)
    if (street === undefined || sums.late === 0) continue
    const before = streets.get(street.code)?.late ?? 0
    streets.set(street.code, { place: street.path, late: before + sums.late })
  }
  if (half === 'am')
    for (const [code, { place, late }] of streets)
      told += await tellStaff(bank, await officeOf(bank, 'street', code), {
        ...{ kind: 'orders-due', about: `${code}/${today(bank)}`, place },
        facts: said({ soon: 0, late }),
      })
  return { told }
}

/** A week before the use of a grant must be published its street's office hears of it, once a day (广州市慈善促进条例 27). */
export async function tellGrants(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const now = bank.clock.now()
  const query = { states: ['approved'], dueBefore: now + WEEK_MS, limit: STRETCH }
  const streets = new Map<string, Late & { readonly place: string }>()
  for (const { body } of await bank.directory.listed('grant-line', query)) {
    const street = await streetOf(bank, body.list.place)
    if (!street) continue
    const sums = streets.get(street.code) ?? { soon: 0, late: 0, place: street.path }
    sums[body.list.due < now ? 'late' : 'soon']++
    streets.set(street.code, sums)
  }
  let told = 0
  for (const [code, { place, ...sums }] of streets)
    told += await tellStaff(bank, await officeOf(bank, 'street', code), {
      ...{ kind: 'grants-due', about: `${code}/${today(bank)}`, place, facts: said(sums) },
    })
  return { told }
}

const said = ({ soon, late }: Late) => ({ soon: `${soon}`, late: `${late}` })

/** The street a path goes through. */
async function streetOf(
  bank: Bank,
  path: string,
): Promise<{ readonly code: string; readonly path: string } | undefined> {
  for (const code of path.split('/').filter((one) => one !== '')) {
    const area = await bank.directory.get('area', code)
    if (area?.body.level === 'street') return { code, path: area.body.path }
  }
  return undefined
}

/** Tells whoever is on duty, once, of each urgent order that is near its deadline, and once more when it is past. */
export async function tellUrgent(bank: Bank): Promise<Readonly<Record<string, number>>> {
  const now = bank.clock.now()
  let told = 0
  const query = { dueBefore: now + DAY_MS, from: now - URGENT_MS }
  for await (const { row, workflow } of dueBy(bank, query)) {
    const { urgent, station, list } = row.body
    const { colour } = clockOf(workflow, row.body, now)
    if (!urgent || (colour !== 'amber' && colour !== 'red')) continue
    const staff = colour === 'red' ? await headsOf(bank, station) : await heardAt(bank, station)
    told += await tellStaff(bank, staff, {
      ...{ kind: 'order-urgent', about: `${row.key}/${list.due}/${colour}`, place: list.place },
      ...{ facts: urgentFacts(row.key, row.body, workflow), atOnce: true },
    })
  }
  return { told }
}

/** What a message says of an order: the end of its number, its kind, and by when; nothing of whom it is for. */
export function urgentFacts(
  key: string,
  { list }: Pick<OrderRow, 'list'>,
  { label }: Pick<Workflow, 'label'>,
): Readonly<Record<string, string>> {
  const local = new Date(list.due + 8 * 3_600_000).toISOString()
  return {
    number: key.slice(-6).toUpperCase(),
    type: label.zh,
    time: list.due === 0 ? '' : `${local.slice(5, 10)} ${local.slice(11, 16)}`,
  }
}

/** Orders of which something is due, the first due first. */
async function* dueBy(
  bank: Bank,
  query: ListQuery,
): AsyncGenerator<{ readonly row: Row<OrderRow>; readonly workflow: Workflow }> {
  for (let offset = 0; ; offset += STRETCH) {
    const rows = await bank.directory.listed('order', { ...query, limit: STRETCH, offset })
    for (const row of rows) {
      const workflow = await workflowNamed(bank, row.body.workflow)
      if (workflow) yield { row, workflow }
    }
    if (rows.length < STRETCH) return
  }
}
