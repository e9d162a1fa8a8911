/**
 * Whether the entries that are about to be believed are those that were
 * written: each against its leaf, the older ones against the newest checkpoint,
 * everything since against the line of its account. What is broken here is no
 * discrepancy between two books; nothing may go on until it is looked into.
 */
import type { AccountId } from '../../ledger/account.ts'
import type { Entry, Posting } from '../../ledger/entry.ts'
import { leafHash } from '../../ledger/leaf.ts'
import { fromBase64url } from '../../proof/base64.ts'
import { sameBytes } from '../../ledger/sha256.ts'
import { includes, inclusionProof, type ReadHashes, rootAt } from '../../ledger/tree.ts'
import { openCheckpoint } from '../../proof/checkpoint.ts'
import { vkeyOf } from '../../proof/note.ts'
import type { Bank, StoredCheckpoint } from '../ports.ts'
import { assertOnHead, logKey } from './checkpoint.ts'

/** The journal is not as it was written, at this seq. */
export class BrokenBooks extends Error {
  override name = 'BrokenBooks'
  readonly seq: number
  constructor(seq: number, detail: string) {
    super(`entry ${seq} ${detail}`)
    this.seq = seq
  }
}

export interface Checked {
  /** Entries hashed again. */
  readonly entries: number
  /** Size of the checkpoint they were held against; 0 where there is none yet. */
  readonly checkpoint: number
}

/** Entries read at a time. */
const STRETCH = 500

/**
 * Throws BrokenBooks naming the first entry that is not as it was written, and
 * RolledBack where the journal is behind its head. `entries` may be of any age;
 * beside them every entry after the newest checkpoint, up to `cut`, is checked.
 * An older entry that was hidden by changing what it is looked up by is not
 * seen here: the station's book will have it alone, and `verify` names it.
 */
export async function assertSound(
  bank: Bank,
  entries: readonly Entry[],
  cut: number,
): Promise<Checked> {
  const read = remembering((subtrees) => bank.journal.hashes(subtrees))
  const checkpoint = await bank.journal.checkpoint(cut)
  if (checkpoint) await assertSigned(bank, checkpoint, read)
  const size = checkpoint?.size ?? 0
  for (const entry of entries) {
    if (entry.seq > size) continue
    assertLeaf(entry)
    const proof = await inclusionProof(entry.seq - 1, size, read)
    if (!checkpoint || !includes(entry.seq - 1, size, entry.leaf, proof, checkpoint.root))
      throw new BrokenBooks(entry.seq, `is not in the checkpoint of ${size} entries`)
  }
  await assertLine(bank, size, cut)
  await assertOnHead(bank)
  return { entries: entries.filter(({ seq }) => seq <= size).length + cut - size, checkpoint: size }
}

/** The checkpoint opens with a key of the log, and is what the stored leaves give. */
async function assertSigned(
  bank: Bank,
  { size, root, note }: StoredCheckpoint,
  read: ReadHashes,
): Promise<void> {
  const opened = openCheckpoint(note, await logKeys(bank), { origin: bank.origin })
  const isOwn =
    opened.ok && opened.checkpoint.size === size && sameBytes(opened.checkpoint.root, root)
  if (!isOwn) throw new BrokenBooks(size, 'is signed by a checkpoint that does not open')
  if (!sameBytes(await rootAt(size, read), root))
    throw new BrokenBooks(size, 'ends a tree of another root than was signed')
}

/** The verifier keys of the log: the one in use, and those the directory has kept. */
async function logKeys(bank: Bank): Promise<readonly string[]> {
  const rows = (await bank.directory.all('key')).filter(({ body }) => body.use === 'log')
  const older = rows.flatMap(({ body }) => {
    const publicKey = fromBase64url(body.publicKey)
    return publicKey ? [vkeyOf({ name: bank.origin, publicKey })] : []
  })
  return [...new Set([logKey(bank), ...older])]
}

/** Every entry after `size` follows the one before, balances, and moves each account on from where it stood. */
async function assertLine(bank: Bank, size: number, cut: number): Promise<void> {
  const stands = new Map<AccountId, Pick<Posting, 'balance' | 'line'>>()
  for (let after = size; after < cut; ) {
    const entries = await bank.journal.entries(after, Math.min(STRETCH, cut - after))
    const fresh = new Set(
      entries.flatMap(({ postings }) =>
        postings.map(({ account }) => account).filter((account) => !stands.has(account)),
      ),
    )
    for (const { account, balance, line } of await bank.journal.balances([...fresh], after))
      stands.set(account, { balance: balance as Posting['balance'], line })
    for (const entry of entries) {
      if (entry.seq !== after + 1) throw new BrokenBooks(after + 1, 'is missing')
      after = entry.seq
      assertLeaf(entry)
      for (const posting of entry.postings) follow(entry, posting, stands)
    }
    if (entries.length === 0) throw new BrokenBooks(after + 1, 'is missing')
  }
}

function follow(
  { seq }: Entry,
  posting: Posting,
  stands: Map<AccountId, Pick<Posting, 'balance' | 'line'>>,
): void {
  const { account, minutes, balance, line } = posting
  const before = stands.get(account) ?? { balance: 0, line: 0 }
  if (before.balance + minutes !== balance || before.line + 1 !== line)
    throw new BrokenBooks(seq, `does not follow from the line before of ${account}`)
  stands.set(account, { balance, line })
}

function assertLeaf(entry: Entry): void {
  const sum = entry.postings.reduce((total, { minutes }) => total + minutes, 0)
  if (sum !== 0) throw new BrokenBooks(entry.seq, `is off by ${sum} minutes`)
  if (!isLeafOf(entry)) throw new BrokenBooks(entry.seq, 'is not what its leaf says')
}

function isLeafOf(entry: Entry): boolean {
  try {
    return sameBytes(leafHash(entry), entry.leaf)
  } catch {
    // What cannot even be rendered is not what was written.
    return false
  }
}

/** Proofs of a month's entries share most of their hashes. */
function remembering(read: ReadHashes): ReadHashes {
  const known = new Map<string, Uint8Array>()
  return async (subtrees) => {
    const text = ({ height, index }: (typeof subtrees)[number]) => `${height} ${index}`
    const missing = subtrees.filter((one) => !known.has(text(one)))
    const hashes = missing.length === 0 ? [] : await read(missing)
    missing.forEach((one, at) => known.set(text(one), hashes[at] as Uint8Array))
    return subtrees.map((one) => known.get(text(one)) as Uint8Array)
  }
}
