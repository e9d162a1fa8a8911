/**
 * Case notes (个案记录) of a station's social workers: in the vault under the key
 * of whom they are about, gone with them, and read by nobody elsewhere. Each
 * look is an event the person can see.
 */
import type { MemberId } from '../../ledger/account.ts'
import type { EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { may } from '../actor.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank } from '../ports.ts'

export interface CaseNote {
  readonly text: string
  readonly by: string
  readonly at: number
}

const NOTE_MAX = 4_000

const keyOf = (member: string, id: string) => `case/${member}/${id}`

/** Only who works at the person's own station; an office has no case. */
async function refusedCase(bank: Bank, actor: Actor, member: MemberId) {
  if (actor.kind !== 'staff' || !may(actor, 'cases:read'))
    return refuse({ code: 'not-allowed', act: 'cases:read' })
  const row = await bank.directory.get('member', member)
  return row && row.body.erased === undefined && row.body.home === actor.station
    ? undefined
    : refuse({ code: 'unknown-member', member })
}

export async function casesOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<Outcome<readonly CaseNote[]>> {
  const no = await refusedCase(bank, actor, member)
  if (no) return no
  await noteEvent(bank, actor, { act: 'case-read', ok: true, about: member })
  const keys = (await bank.people.notes.of(member)).filter((key) => key.startsWith('case/'))
  const notes = await bank.people.notes.get(keys)
  return done(keys.flatMap((key) => (notes.get(key) as CaseNote | undefined) ?? []))
}

/** Written once under its id; the same again changes nothing. */
export async function writeCase(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly member: MemberId; readonly text: string },
): Promise<Outcome<true>> {
  const no = await refusedCase(bank, actor, order.member)
  if (no) return no
  if (actor.deviceless) return refuse({ code: 'device-needed' })
  const text = order.text.trim()
  if (text === '' || text.length > NOTE_MAX)
    return refuse({ code: 'code-unreadable', what: 'note', given: text.slice(0, 20) })
  const key = keyOf(order.member, order.id)
  if ((await bank.people.notes.get([key])).has(key)) return done(true)
  await noteEvent(bank, actor, { act: 'case-written', ok: true, about: order.member })
  const at = bank.clock.now()
  await bank.people.notes.put({ key, holder: order.member, value: { text, by: actor.id, at }, at })
  return done(true)
}
