/**
 * What is kept too long (保存期): sessions nobody closed, tries long past, and
 * people who have done nothing for years and to whom nothing is left. Listed,
 * or ended.
 */
import type { MemberId } from '../../ledger/account.ts'
import { TERMS } from '../../rules/privacy.ts'
import { SYSTEM } from '../actor.ts'
import { startOf } from '../draft.ts'
import { naturalId } from '../hours/opening.ts'
import { eventsAbout } from '../oversight/audit.ts'
import { readingsOf } from '../oversight/readings.ts'
import type { Bank } from '../ports.ts'
import type { Swept } from '../ports-people.ts'
import { erase } from './erase.ts'

export interface Due extends Swept {
  /** Members whose data has been kept long enough, with the instant of the last thing they did. */
  readonly members: readonly { readonly member: MemberId; readonly since: number }[]
}

/** People read at a time. */
const PAGE = 200

/** Newest events of a person among which their own are looked for. */
const EVENTS = 100

/** What is due now; unless it is only asked for, it is erased. For the house itself. */
export async function retention(
  bank: Bank,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Due> {
  const now = bank.clock.now()
  const before = {
    sessions: now - TERMS.sessionsMs,
    tries: now - TERMS.triesMs,
    codes: now - TERMS.codesMs,
  }
  const members: { member: MemberId; since: number }[] = []
  for (let after = ''; ; ) {
    const people = await bank.people.all(after, PAGE)
    for (const { member } of people) {
      const since = await dueSince(bank, member, now)
      if (since !== undefined) members.push({ member, since })
    }
    after = people.at(-1)?.member ?? ''
    if (people.length < PAGE) break
  }
  const swept = await bank.people.sweep(before, dryRun)
  if (!dryRun) for (const { member } of members) await eraseDue(bank, member)
  return { ...swept, members }
}

async function eraseDue(bank: Bank, member: MemberId): Promise<void> {
  const id = naturalId('term over', member)
  const outcome = await erase(bank, SYSTEM, { id, member, reason: 'term-over', left: 'none' })
  // Somebody who has come back in between is not erased.
  if (!outcome.ok && !['hours-left', 'bookings-open'].includes(outcome.refusal.code))
    throw new Error(`${member} could not be erased: ${outcome.refusal.code}`)
}

/** The last thing they did, where it is long ago and nothing is left to them; undefined otherwise. */
async function dueSince(bank: Bank, member: MemberId, now: number): Promise<number | undefined> {
  const row = await bank.directory.get('member', member)
  if (!row) return undefined
  const since = await lastActive(bank, member, startOf(row.body.since))
  if (yearsLater(since, TERMS.peopleYears) > now) return undefined
  const readings = await readingsOf(bank, SYSTEM, member)
  if (!readings.ok) return undefined
  const { available, held, shortfall } = readings.value
  return available === 0 && held === 0 && shortfall === 0 ? since : undefined
}

/** Their newest line, or what they did themself: to be looked at by others keeps nobody. */
async function lastActive(bank: Bank, member: MemberId, since: number): Promise<number> {
  const accounts = await bank.journal.accountsOf(member)
  const [line] = await bank.journal.lines({ accounts, before: Number.MAX_SAFE_INTEGER, limit: 1 })
  const [entry] = line ? await bank.journal.entriesAt([line.seq]) : []
  const events = await eventsAbout(bank, SYSTEM, member, { limit: EVENTS })
  const own = events.ok ? events.value.find(({ by }) => by === `member:${member}`) : undefined
  return Math.max(since, entry?.recordedAt ?? 0, own?.at ?? 0)
}

function yearsLater(instant: number, years: number): number {
  const date = new Date(instant)
  return date.setUTCFullYear(date.getUTCFullYear() + years)
}
