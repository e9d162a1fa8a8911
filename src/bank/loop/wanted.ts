/** Orders as those they concern see them: what is open near a volunteer, what they have claimed, and what a person has asked for. */
import type { MemberId } from '../../ledger/account.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { movesFrom } from '../../rules/workflow.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'
import { isOpen, type OrderFound } from './order.ts'
import { workflowNamed, workflowsNow } from './workflow.ts'

const MOST = 100

/** What is open in the street of a volunteer's own station. Their own requests are not, nor whoever does not want them again. */
export async function wantedNear(
  bank: Bank,
  actor: Actor,
): Promise<Outcome<readonly OrderFound[]>> {
  const { member } = actor
  if (actor.kind !== 'member' || member === undefined || actor.through)
    return refuse({ code: 'not-allowed', act: 'orders:write' })
  const home = (await bank.directory.get('member', member))?.body.home
  const station = home === undefined ? undefined : await bank.directory.get('station', home)
  if (!station) return done([])
  const states = new Set<string>()
  for (const workflow of (await workflowsNow(bank)).values())
    for (const state of Object.keys(workflow.states))
      if (movesFrom(workflow, state).some(([, { by }]) => by.includes('member'))) states.add(state)
  const query = { places: [station.body.path], states: [...states], limit: MOST }
  const open: OrderFound[] = []
  for (const found of await withWorkflows(bank, await bank.directory.listed('order', query))) {
    const { body } = found.row
    if (body.member === member || !isOpen(found.workflow, body)) continue
    if (await bank.directory.newest('not-again', `${body.member}/${member}`)) continue
    open.push(found)
  }
  return done(open)
}

/** What a volunteer has claimed and still has, the newest first. */
export async function claimedBy(bank: Bank, member: MemberId): Promise<readonly OrderFound[]> {
  const leads = await bank.directory.under('claim-of', `${member}/`, { limit: MOST })
  const keys = leads.map(({ key }) => key.slice(member.length + 1))
  const rows = await bank.directory.many('order', keys)
  const theirs = rows.filter(({ body: { claimant } }) =>
    [claimant?.id, claimant?.with].includes(member),
  )
  return withWorkflows(
    bank,
    theirs.toSorted((one, other) => other.body.list.at - one.body.list.at),
  )
}

/** What a person has asked for, the newest first. */
export async function ordersOf(bank: Bank, member: MemberId): Promise<readonly OrderFound[]> {
  const query = { who: member, newest: true, limit: MOST }
  return withWorkflows(bank, await bank.directory.listed('order', query))
}

async function withWorkflows(
  bank: Bank,
  rows: readonly Row<OrderRow>[],
): Promise<readonly OrderFound[]> {
  const found: OrderFound[] = []
  for (const row of rows) {
    const workflow = await workflowNamed(bank, row.body.workflow)
    if (workflow) found.push({ row, workflow })
  }
  return found
}
