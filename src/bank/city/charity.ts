/** What a charity workstation (慈善(志愿)工作站) counts of its month: wishes, goods, grants and what cites them, projects; no money. */
import { done, type Outcome } from '../../ledger/refusal.ts'
import { isCharityStation } from '../../rules/partners.ts'
import { startOf, today } from '../draft.ts'
import { figuresBy, type Share } from '../loop/figures.ts'
import { ordersFor } from '../loop/order.ts'
import type { Actor, Bank } from '../ports.ts'
import { partnersFor } from './partners.ts'

export interface CharityCounts {
  /** Come true, of those taken in this month. */
  readonly wishes: Share
  /** Pieces given, of orders taken in this month. */
  readonly goods: number
  /** Orders taken in this month that cite a grant line. */
  readonly cited: number
  /** Of the funds in reach: approved this month, of these published; and late to be published as of now. */
  readonly grants: { readonly approved: number; readonly published: number; readonly late: number }
  /** Projects that run today. */
  readonly projects: number
}

/** Orders read at a time. */
const STRETCH = 500

/** The counts of this month; undefined for a station of another type. Refuses who may not look at its orders. */
export async function charityCounts(
  bank: Bank,
  actor: Actor,
  station: string,
): Promise<Outcome<CharityCounts | undefined>> {
  const row = await bank.directory.get('station', station)
  if (!row || !isCharityStation(row.body.type)) return done(undefined)
  const now = today(bank)
  const month = now.slice(0, 7)
  const span = { from: startOf(`${month}-01`), to: bank.clock.now() + 1, station }
  const figures = await figuresBy(bank, actor, span, ({ type }) => type)
  if (!figures.ok) return figures
  const partners = await partnersFor(bank, actor)
  if (!partners.ok) return partners
  const { lines, late, projects } = partners.value
  const approved = lines.filter(({ body }) => body.approvedOn.startsWith(month))
  return done({
    wishes: figures.value.get('wish')?.closed ?? { part: 0, of: 0 },
    goods: [...figures.value.values()].reduce((sum, { counts }) => sum + counts.goods, 0),
    cited: await citing(bank, actor, span),
    grants: {
      approved: approved.length,
      published: approved.filter(({ body }) => body.published).length,
      late: late.size,
    },
    projects: projects.filter(({ body }) => body.from <= now && now <= body.until).length,
  })
}

async function citing(
  bank: Bank,
  actor: Actor,
  span: { readonly from: number; readonly to: number; readonly station: string },
): Promise<number> {
  let count = 0
  for (let offset = 0; ; offset += STRETCH) {
    const rows = await ordersFor(bank, actor, { ...span, limit: STRETCH, offset })
    if (!rows.ok) return count
    count += rows.value.filter(({ body }) => body.grantLine !== undefined).length
    if (rows.value.length < STRETCH) return count
  }
}
