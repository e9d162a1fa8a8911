/**
 * To carry a case out (办结): bookings are given back, care hours return to their
 * pool, what was earned goes where the member said; and card, PIN, sessions and
 * family that acted for them end. Somebody who can no longer decide keeps their
 * hours: only the ways to spend them end, until whoever cares for them is let.
 */
import { type AccountId, earned, type MemberId, paper } from '../../ledger/account.ts'
import type { Draft, DraftPosting, Entry, Ref, RowChange } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { redeemingOf } from '../../rules/redeeming.ts'
import { memberRow, stationOn, SYSTEM } from '../actor.ts'
import { type Asked, asked, drafted, posting, rowChange, today } from '../draft.ts'
import { postingsTo } from '../hours/credit.ts'
import { grantBackDraft } from '../hours/expire-grants.ts'
import { naturalId } from '../hours/opening.ts'
import { toPool } from '../hours/transfer.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, MemberRow, Row } from '../ports.ts'
import type { EndingRow, WillRow } from '../ports-ending.ts'
import { record, recordAll } from '../record.ts'
import { releaseDraft } from '../service/settle.ts'

/** Family members an ending looks through, as `proxies.ts` does. */
const FAMILY_MAX = 50

/** All of it; where it broke off, carried out again it goes on. */
export async function carryOut(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  row: Row<EndingRow>,
): Promise<Outcome<Entry>> {
  const member = row.key as MemberId
  const known = await bank.directory.newest('member', member)
  if (!known) return refuse({ code: 'unknown-member', member })
  const isDeath = row.body.kind === 'death'
  const released = isDeath ? await releaseAll(bank, member) : done(true)
  if (!released.ok) return released
  const will = isDeath ? await bank.directory.newest('will', member) : undefined
  const main = await mainDraft(bank, actor, ask, { row, known, will: will?.body })
  if (!main.ok) return main
  const grants = isDeath
    ? await Promise.all(known.body.grants.map((grant) => grantBackDraft(bank, known, grant)))
    : []
  const drafts = [main.value, ...grants.filter((draft) => draft !== undefined)]
  // No way to spend is left before the hours have gone.
  await endAccess(bank, actor, member, ask)
  const outcomes = await recordAll(bank, drafts, { whole: true })
  const failed = outcomes.find((one) => !one.ok && one.refusal.code !== 'group-refused')
  return failed ?? (outcomes[0] as Outcome<Entry>)
}

/** Each booking is given back by an entry of its own: what it held is then in the purses. */
async function releaseAll(bank: Bank, member: MemberId): Promise<Outcome<true>> {
  for (const hold of await bank.journal.openHolds({ member })) {
    const ask = asked(SYSTEM, 'ending-release', { id: naturalId('ending release', hold.id) })
    const why: readonly Ref[] = [['reason', 'ending']]
    const outcome = await record(bank, await releaseDraft(bank, SYSTEM, ask, hold, { why }))
    if (!outcome.ok && outcome.refusal.code !== 'already-closed') return outcome
  }
  return done(true)
}

interface Case {
  readonly row: Row<EndingRow>
  readonly known: Row<MemberRow>
  readonly will: WillRow | undefined
}

/** The hours where they were said to go, with the case carried out, the account ended and every proxy over. */
async function mainDraft(
  bank: Bank,
  actor: Actor,
  ask: Asked,
  { row, known, will }: Case,
): Promise<Outcome<Draft>> {
  const member = row.key as MemberId
  const { home } = known.body
  const place = await stationOn(bank, home, today(bank))
  if (!place.ok) return place
  const taken = row.body.kind === 'death' ? await purses(bank, member, home) : []
  const gone = await going(bank, will, taken)
  if (!gone.ok) return gone
  const { what, to } = gone.value
  const body: EndingRow = { ...row.body, list: { ...row.body.list, state: 'carried' }, did: what }
  const ended: MemberRow = { ...known.body, ended: today(bank) }
  const isDeath = row.body.kind === 'death'
  return done(
    drafted(bank, actor, ask, {
      kind: to.length === 0 ? 'row' : what === 'inherit' ? 'transfer' : 'donate',
      postings: to.length === 0 ? [] : [...taken, ...to],
      servedOn: today(bank),
      station: home,
      organisation: place.value.organisation,
      service: '-',
      relies: [place.value.station],
      along: [
        rowChange(bank, 'ending', member, row.version + 1, body),
        ...(isDeath ? [rowChange(bank, 'member', member, known.version + 1, ended)] : []),
        ...(await proxiesOver(bank, member, isDeath)),
      ],
      refs: [
        ['evidence', row.body.evidence],
        ['reason', 'ending'],
        ['to', 'carried'],
        ...(row.body.approvedBy === undefined ? [] : [['reviewer', row.body.approvedBy] as const]),
      ],
    }),
  )
}

async function purses(
  bank: Bank,
  member: MemberId,
  home: string,
): Promise<readonly DraftPosting[]> {
  const accounts: readonly AccountId[] = [earned(member), paper(member)]
  const balances = await bank.journal.balances(accounts)
  return balances.flatMap(({ account, balance }) =>
    balance > 0 ? [posting(account, -balance, home)] : [],
  )
}

/** Where they go; nowhere where nothing was said, or nothing is there. */
async function going(
  bank: Bank,
  will: WillRow | undefined,
  taken: readonly DraftPosting[],
): Promise<Outcome<{ what: WillRow['what']; to: readonly DraftPosting[] }>> {
  const count = taken.reduce((sum, { minutes }) => sum - minutes, 0)
  const what = will?.what ?? 'leave'
  if (what === 'leave' || count === 0) return done({ what, to: [] })
  if (what === 'donate') {
    const pool = await toPool(bank, will?.pool ?? 'city', count)
    return pool.ok ? done({ what, to: pool.value.postings }) : pool
  }
  if (!redeemingOf(bank.rules).inherit) return refuse({ code: 'inherit-off' })
  const heir = (will?.heir ?? '') as MemberId
  const row = await memberRow(bank, heir)
  if (!row.ok) return row
  return done({ what, to: await postingsTo(bank, heir, row.value.body.home, count) })
}

/** Nobody acts for them any more; nor, where they have died, they for anybody. */
async function proxiesOver(
  bank: Bank,
  member: MemberId,
  isDeath: boolean,
): Promise<readonly RowChange[]> {
  const page = { limit: FAMILY_MAX }
  const theirs = await bank.directory.under('proxy', `${member}/`, page)
  const others = isDeath ? await bank.directory.under('proxy-of', `${member}/`, page) : []
  const keys = others.map(({ key }) => `${key.slice(member.length + 1)}/${member}`)
  const rows = [...theirs, ...(await bank.directory.many('proxy', keys))]
  return rows
    .filter(({ body }) => body.active)
    .map(({ key, version, body }) =>
      rowChange(bank, 'proxy', key, version + 1, { ...body, active: false }),
    )
}

/** The card is void, the PIN is none, and with it every session ends. */
async function endAccess(bank: Bank, actor: Actor, member: MemberId, ask: Asked): Promise<void> {
  const person = await bank.people.get(member)
  if (!person) return
  const { people } = bank
  const card = await people.members.issueCard({
    member,
    replaces: person.card,
    issue: ask.id,
    reason: 'other',
    at: bank.clock.now(),
    by: actor.id,
  })
  if (card !== undefined) await people.amend(member, { card })
  await people.setPin(member, '')
  await noteEvent(bank, actor, { act: 'card-voided', ok: true, about: member })
}
