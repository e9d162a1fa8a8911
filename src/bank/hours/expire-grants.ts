/** Care hours past their last day go back to the pool they came from (到期退回); those of the city's budget are gone. Run as often as one likes. */
import { type AccountId, granted, type MemberId, pool } from '../../ledger/account.ts'
import type { Entry } from '../../ledger/entry.ts'
import { done, type Outcome } from '../../ledger/refusal.ts'
import { SYSTEM } from '../actor.ts'
import { asked, cityPlace, dayOf, drafted, lookingAgain, posting, today } from '../draft.ts'
import type { Bank, GrantRow, MemberRow, Row } from '../ports.ts'
import { noticeTo } from '../jobs/notices.ts'
import { record } from '../record.ts'
import { naturalId } from './opening.ts'

const ENDS_SOON_MS = 14 * 24 * 3_600_000

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

/** Grants that end within two weeks and are not spent: their people are told, once each; how many. */
export async function tellEndingGrants(bank: Bank): Promise<number> {
  const now = today(bank)
  const last = dayOf(bank.clock.now() + ENDS_SOON_MS)
  let told = 0
  for (const { key, body } of await bank.directory.all('member'))
    for (const grant of body.grants) {
      if (grant.until < now || grant.until > last) continue
      if (await toldEnding(bank, key as MemberId, grant)) told++
    }
  return told
}

async function toldEnding(bank: Bank, member: MemberId, grant: GrantRow): Promise<boolean> {
  const account = granted(member, grant.n)
  const [purse] = await bank.journal.balances([account])
  const id = naturalId('grant ends', account, grant.until)
  if (!purse || purse.balance <= 0 || (await bank.journal.entry(id))) return false
  const home = (await bank.directory.get('member', member))?.body.home ?? ''
  const phone = (await bank.directory.get('station', home))?.body.hotline ?? ''
  const facts = { minutes: `${purse.balance}`, until: grant.until, phone }
  const along = await noticeTo(bank, member, 'grant-ends', facts)
  if (along.length === 0) return false
  const outcome = await record(
    bank,
    drafted(bank, SYSTEM, asked(SYSTEM, 'grant-ends', { id }), {
      ...cityPlace(bank),
      ...{ kind: 'row', postings: [], service: '-', along },
    }),
  )
  return outcome.ok
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
