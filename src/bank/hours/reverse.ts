/**
 * Reverse (更正): undo an entry by another that closes it, with a reason. Nothing
 * is edited. Where hours were spent meanwhile, what is there is taken and the
 * rest stands as a shortfall that later credits fill.
 */
import { type AccountId, kindOf, type MemberId, memberOf, shortfall } from '../../ledger/account.ts'
import type { Draft, DraftPosting, Entry, EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { may, refusedAt } from '../actor.ts'
import { answeredBefore, asked, drafted, lookingAgain, posting, today } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import { record, rehearse } from '../record.ts'
import { givenBack } from '../service/settle.ts'

export interface ReversalOrder {
  readonly id: EntryId
  readonly entry: EntryId
  /** One of the rules' reversal reasons. */
  readonly reason: string
}

/** Kinds that have an undoing; a hold is released, a record stands. */
export const REVERSIBLE: ReadonlySet<string> = new Set([
  'credit',
  'transfer',
  'donate',
  'grant',
  'settle',
  'redeem',
  'opening',
  'carry',
])

/** Undoes an entry, whole. Refuses what is closed already, what has no undoing (a hold is released), and an unknown reason. */
export async function reverse(
  bank: Bank,
  actor: Actor,
  order: ReversalOrder,
): Promise<Outcome<Entry>> {
  if (!bank.rules.reversalReasons.includes(order.reason))
    return refuse({ code: 'reason-unknown', reason: order.reason })
  const found = await undoable(bank, actor, order.entry)
  if (!found.ok) return found
  const ask = asked(actor, 'reverse', order)
  const before = await answeredBefore(bank, ask)
  if (before) return before

  return lookingAgain(bank, async () =>
    record(bank, await reversalDraft(bank, actor, order, found.value)),
  )
}

/** What the reversal would be as things stand, balances after it included. Nothing is written; refuses as `reverse` does. */
export async function tryReverse(
  bank: Bank,
  actor: Actor,
  entry: EntryId,
): Promise<Outcome<{ readonly undone: Entry; readonly reversal: Entry }>> {
  const found = await undoable(bank, actor, entry)
  if (!found.ok) return found
  const order = { id: bank.ids.entry(), entry, reason: bank.rules.reversalReasons[0] ?? '' }
  const draft = await reversalDraft(bank, actor, order, found.value)
  const [outcome] = await rehearse(bank, [draft])
  if (!outcome?.ok) return outcome ?? refuse({ code: 'unknown-entry', entry })
  return { ok: true, value: { undone: found.value, reversal: outcome.value } }
}

/** The entry, where it is there for the actor and is of a kind that can be undone. */
async function undoable(bank: Bank, actor: Actor, entry: EntryId): Promise<Outcome<Entry>> {
  if (!may(actor, 'reversals:write')) return refuse({ code: 'not-allowed', act: 'reversals:write' })
  const undone = await bank.journal.entry(entry)
  if (!undone) return refuse({ code: 'unknown-entry', entry })
  const no = await refusedAt(bank, actor, undone.station, 'reversals:write')
  if (no) return refuse(no.code === 'unknown-station' ? { code: 'unknown-entry', entry } : no)
  return REVERSIBLE.has(undone.kind)
    ? { ok: true, value: undone }
    : refuse({ code: 'cannot-reverse', entry, kind: undone.kind })
}

async function reversalDraft(
  bank: Bank,
  actor: Actor,
  order: ReversalOrder,
  undone: Entry,
): Promise<Draft> {
  return drafted(bank, actor, asked(actor, 'reverse', order), {
    kind: 'reverse',
    closes: undone.id,
    postings: await opposite(bank, undone),
    servedOn: today(bank),
    station: undone.station,
    organisation: undone.organisation,
    service: undone.service,
    refs: [['reason', order.reason]],
  })
}

async function opposite(bank: Bank, undone: Entry): Promise<readonly DraftPosting[]> {
  const sums = new Map<AccountId, DraftPosting>()
  const add = (one: DraftPosting) => {
    const sum = one.minutes + (sums.get(one.account)?.minutes ?? 0)
    if (sum === 0) sums.delete(one.account)
    else sums.set(one.account, posting(one.account, sum, one.home))
  }
  for (const one of undone.postings) add(posting(one.account, -one.minutes, one.home))
  if (undone.kind === 'settle' && undone.closes !== undefined) {
    // The hold stays closed: its hours go back to the purses they came from, not into holding.
    const hold = (await bank.journal.entry(undone.closes)) as Entry
    for (const one of hold.postings)
      if (kindOf(one.account) === 'holding') add(posting(one.account, -one.minutes, one.home))
    const all = hold.postings.reduce(
      (sum, one) => (memberOf(one.account) === undefined ? sum : sum - one.minutes),
      0,
    )
    for (const one of givenBack(hold, all)) add(one)
  }
  return takingWhatIsThere(bank, [...sums.values()])
}

/** Purses give what they hold; the rest of each comes from the member's shortfall. */
async function takingWhatIsThere(
  bank: Bank,
  postings: readonly DraftPosting[],
): Promise<readonly DraftPosting[]> {
  const takes = postings.filter(
    (one) =>
      one.minutes < 0 && memberOf(one.account) !== undefined && kindOf(one.account) !== 'shortfall',
  )
  const balances = new Map(
    (await bank.journal.balances(takes.map((one) => one.account))).map((b) => [
      b.account,
      b.balance,
    ]),
  )
  const found: DraftPosting[] = postings.filter(
    (one) => !takes.includes(one) && kindOf(one.account) !== 'shortfall',
  )
  const short = new Map<AccountId, DraftPosting>()
  const lack = (member: MemberId, count: number, home: string) => {
    const account = shortfall(member)
    const sum = count + (short.get(account)?.minutes ?? 0)
    short.set(account, { account, minutes: sum as DraftPosting['minutes'], home })
  }
  for (const one of postings) {
    if (kindOf(one.account) === 'shortfall')
      lack(memberOf(one.account) as MemberId, one.minutes, one.home)
  }
  for (const take of takes) {
    const there = Math.min(balances.get(take.account) ?? 0, -take.minutes)
    if (there > 0) found.push(posting(take.account, -there, take.home))
    if (there < -take.minutes)
      lack(memberOf(take.account) as MemberId, take.minutes + there, take.home)
  }
  return [...found, ...[...short.values()].filter((one) => one.minutes !== 0)]
}
