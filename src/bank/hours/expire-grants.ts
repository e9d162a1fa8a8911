/** Care hours past their last day go back to the pool they came from (到期退回); those of the city's budget are gone. Run as often as one likes. */
import { type AccountId, granted, type MemberId, pool } from '../../ledger/account.ts'
import type { Entry } from '../../ledger/entry.ts'
import { done, type Outcome } from '../../ledger/refusal.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, drafted, lookingAgain, posting, today } from '../draft.ts'
import type { Bank, GrantRow, MemberRow, Row } from '../ports.ts'
import { record } from '../record.ts'
import { naturalId } from './opening.ts'

export interface EndedGrant {
  readonly member: MemberId
  readonly grant: GrantRow
  readonly minutes: number
}

/** What has ended and is not spent; unless it is only asked for, it goes back. For the house itself. */
export async function expireGrants(
  bank: Bank,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly EndedGrant[]> {
  const ended: EndedGrant[] = []
  for (const row of await bank.directory.all('member')) {
    for (const grant of row.body.grants) {
      if (grant.until >= today(bank)) continue
      const minutes = await backFrom(bank, row, grant, dryRun)
      if (minutes > 0) ended.push({ member: row.key as MemberId, grant, minutes })
    }
  }
  return ended
}

/** Minutes that went back, or would. Those held for a booking wait for what becomes of it. */
async function backFrom(
  bank: Bank,
  row: Row<MemberRow>,
  grant: GrantRow,
  dryRun: boolean,
): Promise<number> {
  const account = granted(row.key as MemberId, grant.n)
  const [purse] = await bank.journal.balances([account])
  if (!purse || purse.balance <= 0) return 0
  if (dryRun) return purse.balance
  const outcome = await lookingAgain(bank, () => endedEntry(bank, row, grant))
  if (!outcome.ok) throw new Error(`${account} could not go back: ${outcome.refusal.code}`)
  return purse.balance
}

async function endedEntry(
  bank: Bank,
  row: Row<MemberRow>,
  grant: GrantRow,
): Promise<Outcome<Entry | undefined>> {
  const draft = await grantBackDraft(bank, row, grant)
  return draft ? record(bank, draft) : done(undefined)
}

/** All that is left of a grant, back to where it came from; undefined where nothing is. */
export async function grantBackDraft(bank: Bank, row: Row<MemberRow>, grant: GrantRow) {
  const { home } = row.body
  const account = granted(row.key as MemberId, grant.n)
  const [purse] = await bank.journal.balances([account])
  if (!purse || purse.balance <= 0) return undefined
  // What came back later, of a booking released, is another line and another entry.
  const id = naturalId('grant ended', account, `${purse.line}`)
  const to = grant.pool === 'budget' ? ('expired:city' as AccountId) : pool(grant.pool)
  const source = await bank.directory.get('pool', grant.pool)
  const at = source?.body.station || bank.rules.city.code
  return drafted(bank, SYSTEM, asked(SYSTEM, 'grant-ended', { id }), {
    kind: 'donate',
    postings: [posting(account, -purse.balance, home), posting(to, purse.balance, at)],
    service: '-',
    ...cityPlace(bank),
    refs: [
      ['purpose', grant.purpose],
      ['reason', 'grant-ended'],
      ['until', grant.until],
    ],
  })
}
