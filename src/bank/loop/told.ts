/** Who is told when an order goes on: whom it is for, that somebody comes and that it is closed; whoever is on duty, of what is urgent. */
import type { MemberId } from '../../ledger/account.ts'
import type { RowChange } from '../../ledger/entry.ts'
import type { Workflow } from '../../rules/workflow.ts'
import { urgentFacts } from '../jobs/deadlines.ts'
import { noticeTo } from '../jobs/notices.ts'
import { heardAt, staffNotices } from '../jobs/tell-staff.ts'
import type { Bank } from '../ports.ts'
import type { OrderRow } from '../ports-order.ts'

interface Moved {
  readonly key: string
  /** As it was; undefined at intake. */
  readonly before?: OrderRow
  readonly after: OrderRow
  readonly workflow: Workflow
}

/** The notices that go along with an intake or a move. */
export async function toldOf(bank: Bank, moved: Moved): Promise<readonly RowChange[]> {
  return [...(await urgentTold(bank, moved)), ...(await personTold(bank, moved))]
}

/** What is urgent is told where it came to, at any hour. */
async function urgentTold(
  bank: Bank,
  { key, before, after, workflow }: Moved,
): Promise<readonly RowChange[]> {
  if (!after.urgent || after.station === '' || before?.station === after.station) return []
  return staffNotices(bank, await heardAt(bank, after.station), {
    ...{ kind: 'order-urgent', about: `${key}/${after.station}`, place: after.list.place },
    ...{ facts: urgentFacts(key, after, workflow), atOnce: true },
  })
}

async function personTold(
  bank: Bank,
  { before, after, workflow }: Moved,
): Promise<readonly RowChange[]> {
  const { member, claimant, station } = after
  if (!before || member === undefined) return []
  const phone = (await bank.directory.get('station', station))?.body.hotline ?? ''
  if (claimant?.kind === 'member' && before.claimant?.id !== claimant.id) {
    const number = (await bank.people.get(claimant.id as MemberId))?.number ?? ''
    const facts = { number, phone, day: after.day ?? '', home: workflow.clearance ?? '' }
    return noticeTo(bank, member as MemberId, 'order-claimed', facts)
  }
  if (claimant?.kind === 'provider' && before.claimant?.id !== claimant.id) {
    const facts = { number: claimant.id, phone, day: after.day ?? '' }
    return noticeTo(bank, member as MemberId, 'order-provided', facts)
  }
  const closes =
    workflow.states[before.state]?.kind === 'open' && workflow.states[after.state]?.kind === 'done'
  if (!closes || !before.claimant) return []
  return noticeTo(bank, member as MemberId, 'order-closed', { phone })
}
