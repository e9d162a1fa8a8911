/** The member's own instruction (本人嘱托) of what becomes of their hours: said by themself, changed as often as they like, kept until it is needed. */
import type { MemberId } from '../../ledger/account.ts'
import type { Entry, EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { redeemingOf } from '../../rules/redeeming.ts'
import { memberRow, refusedAt, stationOn } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, rowChange, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { type WillRow, WILLS, type WillWhat } from '../ports-ending.ts'
import { record } from '../record.ts'

export interface WillOrder {
  readonly id: EntryId
  readonly member: MemberId
  readonly what: string
  readonly pool?: string
  readonly heir?: MemberId
  /** Staff say that the person told them so face to face. */
  readonly checked?: boolean
}

/** Keeps it. Only the person says it, in a session of their own or face to face at their station. */
export async function saveWill(
  bank: Bank,
  actor: Actor,
  order: WillOrder,
): Promise<Outcome<Entry>> {
  const home = await homeFor(bank, actor, order.member)
  if (!home.ok) return home
  if (actor.kind !== 'member' && order.checked !== true)
    return refuse({ code: 'not-checked', what: 'person' })
  const wrong = await refusedWill(bank, order)
  if (wrong) return refuse(wrong)
  const ask = asked(actor, 'will', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before
  const place = await stationOn(bank, home.value, today(bank))
  if (!place.ok) return place
  const { member, what, pool, heir } = order
  const body: WillRow = {
    what: what as WillWhat,
    day: today(bank),
    ...(what === 'donate' ? { pool: pool ?? 'city' } : {}),
    ...(what === 'inherit' && heir !== undefined ? { heir } : {}),
    ...(actor.kind === 'member' ? {} : { atDesk: true as const }),
  }
  return lookingAgain(bank, async () => {
    const known = await bank.directory.newest('will', member)
    return record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'row',
        postings: [],
        servedOn: today(bank),
        station: home.value,
        organisation: place.value.organisation,
        service: '-',
        along: [rowChange(bank, 'will', member, (known?.version ?? 0) + 1, body)],
        refs: [['for', member]],
      }),
    )
  })
}

/** The person's home station, where the actor may see to it. */
export async function homeFor(
  bank: Bank,
  actor: Actor,
  member: MemberId,
  act = 'members:write',
): Promise<Outcome<string>> {
  const row = await bank.directory.newest('member', member)
  const unknown = refuse({ code: 'unknown-member', member })
  if (actor.kind === 'member')
    return row && actor.member === member && !actor.through ? done(row.body.home) : unknown
  const no = await refusedAt(bank, actor, row?.body.home ?? '', act)
  if (no?.code === 'not-allowed' || no?.code === 'device-needed') return refuse(no)
  return row && !no && row.body.erased === undefined ? done(row.body.home) : unknown
}

async function refusedWill(
  bank: Bank,
  { member, what, pool, heir }: WillOrder,
): Promise<Refusal | undefined> {
  if (!(WILLS as readonly string[]).includes(what))
    return { code: 'code-unreadable', what: 'what', given: what }
  if (what === 'donate' && !(await bank.directory.get('pool', pool ?? 'city')))
    return { code: 'unknown-pool', pool: pool ?? 'city' }
  if (what !== 'inherit') return undefined
  if (!redeemingOf(bank.rules).inherit) return { code: 'inherit-off' }
  if (heir === undefined) return { code: 'unknown-member', member: '' }
  if (heir === member) return { code: 'to-oneself', member }
  const row = await memberRow(bank, heir)
  return row.ok ? undefined : row.refusal
}
