/**
 * What leaves the house: receipts, checkpoints and proofs. A head is moved on
 * before it is signed, so that a database older than its head signs nothing.
 */
import { type AccountId, type MemberId, memberOf } from '../../ledger/account.ts'
import type { Entry, EntryId, Seq } from '../../ledger/entry.ts'
import { type Outcome, refuse } from '../../ledger/refusal.ts'
import { toBase64url, toHex } from '../../ledger/sha256.ts'
import { consistencyProof, inclusionProof, rootAt } from '../../ledger/tree.ts'
import { signCheckpoint } from '../../proof/checkpoint.ts'
import { type Jwks, jwksOf } from '../../proof/jwks.ts'
import { vkeyOf } from '../../proof/note.ts'
import { issueReceipt } from '../../proof/receipt.ts'
import { proofFile } from '../../proof/tlog.ts'
import { covers, may } from '../actor.ts'
import type { Actor, Bank, StoredCheckpoint } from '../ports.ts'

/** The database is shorter than its head, or stands on another history. Nothing may be signed on it. */
export class RolledBack extends Error {
  override name = 'RolledBack'
}

/** The newest checkpoint, of the whole journal as it stands. Undefined while the journal is empty. */
export async function checkpointNow(bank: Bank): Promise<StoredCheckpoint | undefined> {
  for (;;) {
    const size = await bank.journal.size()
    if (size === 0) return undefined
    const stored = await bank.journal.checkpoint(size)
    if (stored?.size === size) return stored
    const root = await rootAt(size, (subtrees) => bank.journal.hashes(subtrees))
    const head = await headBefore(bank, size)
    const next = { size, root: toHex(root) }
    if (head && head.size === size && head.root !== next.root)
      throw new RolledBack(forkText(bank, size))
    if (head?.size !== size && !(await bank.heads.advance(bank.origin, head, next))) continue

    const { logPublicKey, signLog } = bank.signer
    const note = await signCheckpoint(
      { origin: bank.origin, size, root },
      { publicKey: logPublicKey, sign: signLog },
    )
    // As entries are: never earlier than what it signs, though the clock was set back.
    const last = (await bank.journal.entry(size as Seq))?.recordedAt ?? 0
    const checkpoint = { size, root, note, recordedAt: Math.max(bank.clock.now(), last) }
    await bank.journal.saveCheckpoint(checkpoint)
    return checkpoint
  }
}

async function headBefore(bank: Bank, size: number) {
  const head = await bank.heads.read(bank.origin)
  if (!head) return undefined
  if (head.size > size)
    throw new RolledBack(
      `the journal ${bank.origin} has ${size} entries, its head stands at ${head.size}`,
    )
  const root = toHex(await rootAt(head.size, (subtrees) => bank.journal.hashes(subtrees)))
  if (root !== head.root) throw new RolledBack(forkText(bank, head.size))
  return head
}

function forkText(bank: Bank, size: number): string {
  return `the journal ${bank.origin} is not the one whose head was signed at ${size} entries`
}

/** At start: throws RolledBack when the database is behind its head or on another history. */
export async function assertOnHead(bank: Bank): Promise<void> {
  await headBefore(bank, await bank.journal.size())
}

/** Every key that ever signed a receipt, each with the seqs it is good for. */
export async function jwks(bank: Bank): Promise<Jwks> {
  const rows = (await bank.directory.all('key'))
    .map((row) => row.body)
    .filter(({ use }) => use === 'receipt')
  return jwksOf(
    rows
      .map(({ kid, publicKey, firstSeq }) => ({ kid, publicKey, firstSeq }))
      .toSorted((a, b) => a.firstSeq - b.firstSeq),
  )
}

/** The verifier key of the log, in the C2SP form. */
export function logKey(bank: Bank): string {
  return vkeyOf({ name: bank.origin, publicKey: bank.signer.logPublicKey })
}

/** The rows of the keys in use; the first keys are good from the first seq. */
export function keyRows(bank: Bank, firstSeq: number) {
  const { kid, publicKey, logPublicKey } = bank.signer
  return [
    {
      key: kid,
      body: { kid, use: 'receipt' as const, publicKey: toBase64url(publicKey), firstSeq },
    },
    {
      key: `${kid}-log`,
      body: {
        kid: `${kid}-log`,
        use: 'log' as const,
        publicKey: toBase64url(logPublicKey),
        firstSeq,
      },
    },
  ]
}

export function receiptOf(bank: Bank, entry: Entry, account: AccountId): Promise<string> {
  return issueReceipt(entry, account, {
    origin: bank.origin,
    kid: bank.signer.kid,
    sign: bank.signer.sign,
  })
}

/** The posting an actor may have a receipt of: the one asked for, or by default the member's own, the credited first. */
export function accountFor(actor: Actor, entry: Entry, wanted?: string): AccountId | undefined {
  const people = entry.postings.filter(({ account }) => memberOf(account) !== undefined)
  const mine =
    actor.kind === 'member'
      ? people.filter(({ account }) => memberOf(account) === actor.member)
      : people
  if (wanted !== undefined) return mine.find(({ account }) => account === wanted)?.account
  return (mine.find(({ minutes }) => minutes > 0) ?? mine[0])?.account
}

/** As `seenEntry`, to be read: a token also needs its scope. */
export async function entryFor(
  bank: Bank,
  actor: Actor,
  ref: Seq | EntryId,
): Promise<Outcome<Entry>> {
  if (actor.kind === 'token' && !(actor.scopes ?? []).includes('members:read')) {
    return refuse({ code: 'not-allowed', act: 'members:read' })
  }
  return seenEntry(bank, actor, ref)
}

/** An entry an actor may see: their own, their station's, or any for the city. The same no for "not yours" and "not there". */
export async function seenEntry(
  bank: Bank,
  actor: Actor,
  ref: Seq | EntryId,
): Promise<Outcome<Entry>> {
  const entry = await bank.journal.entry(ref)
  const no = refuse({ code: 'unknown-entry', entry: `${ref}` })
  if (!entry) return no
  if (actor.kind === 'member') return owns(entry, actor.member) ? { ok: true, value: entry } : no
  const seen = may(actor, 'stations:read') || may(actor, 'members:read')
  return seen && (await covers(bank, actor, entry.station)) ? { ok: true, value: entry } : no
}

function owns(entry: Entry, member: MemberId | undefined): boolean {
  return entry.postings.some(({ account }) => member !== undefined && memberOf(account) === member)
}

/** The inclusion proof of an entry in the newest checkpoint, as a `.tlog-proof` text. */
export async function proofOf(bank: Bank, entry: Entry): Promise<string> {
  const checkpoint = (await checkpointNow(bank)) as StoredCheckpoint
  const hashes = await inclusionProof(entry.seq - 1, checkpoint.size, (subtrees) =>
    bank.journal.hashes(subtrees),
  )
  return proofFile({ index: entry.seq - 1, hashes, checkpoint: checkpoint.note, extra: entry.leaf })
}

/** That the first `from` entries are the beginning of the first `to`. Undefined where there is no such stretch. */
export async function consistencyOf(bank: Bank, from: number, to: number) {
  const size = await bank.journal.size()
  if (
    !(
      Number.isSafeInteger(from) &&
      Number.isSafeInteger(to) &&
      from >= 1 &&
      from <= to &&
      to <= size
    )
  )
    return undefined
  return consistencyProof(from, to, (subtrees) => bank.journal.hashes(subtrees))
}
