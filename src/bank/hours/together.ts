/** Several volunteers give to one need in one act (合力捐): each from their own hours, all of them or none. */
import type { MemberId } from '../../ledger/account.ts'
import type { Draft, Entry, EntryId, Ref } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, lookingAgain, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { recordAll } from '../record.ts'
import { naturalId } from './opening.ts'
import { giftDraft, type Receiving, refusedGift, toMember, toPool } from './transfer.ts'

export interface TogetherOrder {
  readonly id: EntryId
  readonly station: string
  /** The elder whose need it is; or a pool. One of the two. */
  readonly to?: MemberId
  readonly pool?: string
  /** The service order it is for. */
  readonly need?: EntryId
  readonly givers: readonly { readonly member: MemberId; readonly minutes: number }[]
}

/** A circle of friends, or a team; a whole town gives through its pool. */
export const GIVERS_MAX = 50

/**
 * One entry a giver, in one commit. Refuses fewer than two, one twice, the
 * receiver among them, and whatever a gift of one of them is refused for.
 */
export async function giveTogether(
  bank: Bank,
  actor: Actor,
  order: TogetherOrder,
): Promise<Outcome<readonly Entry[]>> {
  const { givers, to, pool, station } = order
  const no = await refusedAt(bank, actor, station, 'transfers:write')
  if (no) return refuse(no)
  const place = await stationOn(bank, station, today(bank))
  if (!place.ok) return place
  const people = new Set(givers.map(({ member }) => member))
  if (people.size < 2 || people.size > GIVERS_MAX || people.size !== givers.length)
    return refuse({ code: 'givers-unsound', count: givers.length, most: GIVERS_MAX })
  if ((to === undefined) === (pool === undefined))
    return refuse({ code: 'unknown-member', member: to ?? '' })
  if (to !== undefined && people.has(to)) return refuse({ code: 'to-oneself', member: to })
  const wrong = givers.map(({ minutes }) => refusedGift(bank, minutes)).find((one) => one)
  if (wrong) return refuse(wrong)
  const before = await answeredBefore(bank, asked(actor, 'together', order))
  if (before) return before.ok ? done(await entriesOf(bank, order)) : before

  return lookingAgain(bank, async () => {
    const drafts = await draftsOf(bank, actor, order)
    if (!drafts.ok) return drafts
    const outcomes = await recordAll(bank, drafts.value, { whole: true })
    const failed = outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused')
    if (failed && !failed.ok) return failed
    return done(outcomes.flatMap((one) => (one.ok ? [one.value] : [])))
  })
}

/** The first has the order's own id, so that it is answered again by it. */
const idOf = ({ id }: TogetherOrder, member: MemberId, at: number) =>
  at === 0 ? id : naturalId('together', id, member)

async function entriesOf(bank: Bank, order: TogetherOrder): Promise<readonly Entry[]> {
  const found = await Promise.all(
    order.givers.map(({ member }, at) => bank.journal.entry(idOf(order, member, at))),
  )
  return found.filter((entry) => entry !== undefined)
}

async function draftsOf(
  bank: Bank,
  actor: Actor,
  order: TogetherOrder,
): Promise<Outcome<readonly Draft[]>> {
  const ask = asked(actor, 'together', order)
  const refs: Ref[] = [['batch', order.id]]
  if (order.need !== undefined) refs.push(['order', order.need])
  const drafts: Draft[] = []
  for (const [at, { member, minutes }] of order.givers.entries()) {
    const receiving = (): Promise<Outcome<Receiving>> =>
      order.to === undefined
        ? toPool(bank, order.pool ?? '', minutes)
        : toMember(bank, order.to, minutes)
    const kind = order.to === undefined ? 'donate' : 'transfer'
    const gift = { kind, from: member, minutes, station: order.station, refs } as const
    const draft = await giftDraft(
      bank,
      actor,
      { ...ask, id: idOf(order, member, at) },
      gift,
      receiving,
    )
    if (!draft.ok) return draft
    drafts.push(draft.value)
  }
  return done(drafts)
}
