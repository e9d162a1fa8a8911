/** One's own record to take along (带走我的记录, PIPL 45): everything kept of a person, for them alone. */
import { memberOf, type MemberId } from '../../ledger/account.ts'
import type { Entry } from '../../ledger/entry.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { today } from '../draft.ts'
import { type AuditEvent, eventsAbout, type Happened, noteEvent } from '../oversight/audit.ts'
import { type Readings, readingsOf } from '../oversight/readings.ts'
import { type Checked, issuedTo, merits } from '../papers/certificate.ts'
import { everywhereOf } from '../papers/everywhere.ts'
import type { Actor, Bank, Line, Row } from '../ports.ts'
import type { AwardRow, Everywhere, TrainingRow } from '../ports-papers.ts'
import type { Person } from '../ports-people.ts'

export interface OwnRecord {
  readonly person: Person
  readonly readings: Readings
  /** Every line, the oldest first. */
  readonly lines: readonly OwnLine[]
  /** What has happened around the person, the newest first. */
  readonly events: readonly AuditEvent[]
  /** Training, awards and certificates, the newest first. */
  readonly trainings: readonly Row<TrainingRow>[]
  readonly awards: readonly Row<AwardRow>[]
  readonly certificates: readonly Checked[]
  /** Hours by organisation and what was said of them, at every station, of what has hung out. */
  readonly everywhere: Everywhere
}

export interface OwnLine extends Line {
  readonly entry: Pick<
    Entry,
    'id' | 'kind' | 'servedOn' | 'recordedAt' | 'station' | 'service' | 'proof'
  >
}

/** Lines and events read at a time. */
const PAGE = 200

/** Only the person gets it, no relative who acts for them, and that they did is kept. */
export async function ownRecord(bank: Bank, actor: Actor): Promise<Outcome<OwnRecord>> {
  const { member } = actor
  if (actor.kind !== 'member' || member === undefined || actor.through)
    return refuse({ code: 'not-allowed', act: 'people:export' })
  return recordOf(bank, actor, member, { act: 'own-export', ok: true })
}

/** Everything kept of a person, for whoever was found to be let have it; that it was taken is kept, and is in it. */
export async function recordOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
  noted: Omit<Happened, 'about'>,
): Promise<Outcome<OwnRecord>> {
  const person = await bank.people.get(member)
  const readings = await readingsOf(bank, actor, member)
  if (!person || !readings.ok) return refuse({ code: 'unknown-member', member })
  await noteEvent(bank, actor, { ...noted, about: member })
  const lines = await linesOf(bank, member)
  const events = await eventsOf(bank, actor, member)
  const upTo = await bank.journal.size()
  const ever = { member, from: bank.rules.began, to: today(bank), upTo }
  const papers = {
    ...(await merits(bank, member)),
    certificates: await issuedTo(bank, member),
    everywhere: await everywhereOf(bank, ever),
  }
  return done({ person, readings: readings.value, lines, events, ...papers })
}

async function linesOf(bank: Bank, member: MemberId): Promise<readonly OwnLine[]> {
  const accounts = await bank.journal.accountsOf(member)
  const found: OwnLine[] = []
  for (let after = 0; ; ) {
    const lines = await bank.journal.lines({ accounts, after, limit: PAGE + accounts.length })
    const entries = await bank.journal.entriesAt([...new Set(lines.map(({ seq }) => seq))])
    const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
    for (const line of lines) found.push({ ...line, entry: ownView(bySeq.get(line.seq) as Entry) })
    const last = lines.at(-1)
    if (!last || lines.length < PAGE)
      return found.filter((line) => memberOf(line.account) === member)
    after = last.seq
  }
}

/** Nothing of another's: neither their account nor their minutes. */
function ownView(entry: Entry): OwnLine['entry'] {
  const { id, kind, servedOn, recordedAt, station, service, proof } = entry
  const said = { id, kind, servedOn, recordedAt, station, service }
  return proof === undefined ? said : { ...said, proof }
}

async function eventsOf(
  bank: Bank,
  actor: Actor,
  member: MemberId,
): Promise<readonly AuditEvent[]> {
  const found: AuditEvent[] = []
  for (;;) {
    const after = found.at(-1)?.id
    const page = { limit: PAGE, ...(after === undefined ? {} : { after }) }
    const events = await eventsAbout(bank, actor, member, page)
    if (!events.ok) return found
    found.push(...events.value)
    if (events.value.length < PAGE) return found
  }
}
