/**
 * The sheets and photos that entries name by their hash: whether each is there
 * and is what it was, which are there that no entry names, and how one is
 * destroyed for good.
 */
import { ENTRY_KINDS, type Entry, type EntryId } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { EVENT_REASONS } from '../../rules/events.ts'
import { refusedCityWide } from '../actor.ts'
import { answeredBefore, asked, cityPlace, drafted } from '../draft.ts'
import type { Actor, Bank } from '../ports.ts'
import type { Audit } from '../ports-audit.ts'
import { DESTROYED_REF, type Evidence, EVIDENCE_REFS } from '../ports-evidence.ts'
import { record } from '../record.ts'
import { refsIn, type VerifyFault } from './evidence.ts'
import { rowsOf } from './verify-tree.ts'

/** What lies there and is younger belongs to an import that may still be under way. */
const SETTLED_MS = 24 * 60 * 60 * 1_000

/** Pieces of evidence asked for at a time. */
const STRETCH = 500

export interface EvidenceVerified {
  /** Pieces that entries name. */
  readonly named: number
  readonly faults: readonly VerifyFault[]
  /** Hashes of what lies there and no entry names, or was destroyed and is there again. */
  readonly extra: readonly string[]
}

/** Reads every entry and every piece of evidence; names each that is missing or is not what was put. */
export async function verifyEvidence(
  audit: Audit,
  evidence: Evidence,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<EvidenceVerified> {
  const { named, destroyed } = await evidenceNamed(audit)
  const faults: VerifyFault[] = []
  let done = 0
  for (const [hash, seq] of named) {
    progress(done++, named.size)
    if (destroyed.has(hash)) continue
    const kept = await evidence.get(hash)
    if (kept instanceof Uint8Array) continue
    const what = kept === undefined ? 'is missing' : 'is not what was put there'
    const detail = `${what}; first named by entry ${seq}`
    faults.push({ code: 'tampered', table: 'evidence', key: `file=${hash}`, detail })
  }
  const extra: string[] = []
  for await (const { hash } of allKept(evidence)) {
    if (!named.has(hash) || destroyed.has(hash)) extra.push(hash)
  }
  return { named: named.size, faults, extra }
}

/** Evidence the entries name, each with the seq that first did; and what was destroyed, by an entry that says so. */
async function evidenceNamed(audit: Audit) {
  const named = new Map<string, number>()
  const destroyed = new Set<string>()
  for await (const { seq, kind, refs } of rowsOf(audit, 'entries', () => undefined)) {
    for (const [type, value] of refsIn(refs)) {
      if (!/^[0-9a-f]{64}$/.test(value)) continue
      if (type === DESTROYED_REF && kind === ENTRY_KINDS.erase) destroyed.add(value)
      else if (EVIDENCE_REFS.includes(type) && !named.has(value)) named.set(value, seq)
    }
  }
  return { named, destroyed }
}

async function* allKept(evidence: Evidence) {
  for (let after = ''; ; ) {
    const some = await evidence.list(after, STRETCH)
    yield* some
    if (some.length === 0) return
    after = some.at(-1)?.hash ?? ''
  }
}

/**
 * Removes what no entry names: the sheet of an import that was refused or broke
 * off; and what was destroyed and came back with a backup. Gives the hashes.
 */
export async function sweepEvidence(
  { evidence, clock }: Pick<Bank, 'evidence' | 'clock'>,
  audit: Audit,
): Promise<readonly string[]> {
  // Listed before the entries are read: what comes meanwhile is not touched.
  const before = clock.now() - SETTLED_MS
  const kept: { readonly hash: string; readonly settled: boolean }[] = []
  for await (const { hash, since } of allKept(evidence))
    kept.push({ hash, settled: since < before })
  const { named, destroyed } = await evidenceNamed(audit)
  const gone = kept
    .filter(({ hash, settled }) => destroyed.has(hash) || (settled && !named.has(hash)))
    .map(({ hash }) => hash)
  await evidence.destroy(gone)
  return gone
}

export interface DestroyOrder {
  readonly id: EntryId
  /** SHA-256 of the evidence, hex. */
  readonly hash: string
  /** One of EVENT_REASONS. */
  readonly reason: string
}

/**
 * Destroys a sheet or a photo and says so in the books for ever: its time is
 * over, or somebody it names is to be forgotten. The entry comes first, so that
 * what is missing is never unexplained. Refuses who may not do so for the whole
 * city, and a hash or a reason that is none.
 */
export async function destroyEvidence(
  bank: Bank,
  actor: Actor,
  order: DestroyOrder,
): Promise<Outcome<Entry>> {
  const no = refusedCityWide(actor, 'people:erase')
  if (no) return refuse(no)
  const { hash, reason } = order
  if (!/^[0-9a-f]{64}$/.test(hash))
    return refuse({ code: 'code-unreadable', what: 'evidence', given: hash })
  if (!EVENT_REASONS.some((one) => one === reason))
    return refuse({ code: 'reason-unknown', reason })
  const ask = asked(actor, 'destroy-evidence', order)
  const before = await answeredBefore(bank, ask)
  const outcome =
    before ??
    (await record(
      bank,
      drafted(bank, actor, ask, {
        kind: 'erase',
        postings: [],
        service: '-',
        ...cityPlace(bank),
        refs: [
          [DESTROYED_REF, hash],
          ['reason', reason],
        ],
      }),
    ))
  if (outcome.ok) await bank.evidence.destroy([hash])
  return outcome
}
