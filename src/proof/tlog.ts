/**
 * A proof that an entry is in the log, as a file a person keeps: C2SP
 * tlog-proof (https://c2sp.org/tlog-proof), `.tlog-proof`. It needs nothing
 * but the log's verifier key to check, and no server of ours. Its extra line
 * carries the whole leaf hash, of which a receipt has only the beginning.
 */
import type { Hash } from '../ledger/sha256.ts'
import { growsFrom, includes } from '../ledger/tree.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { type Checkpoint, type CheckpointFault, openCheckpoint } from './checkpoint.ts'

export interface LogProof {
  /** The leaf's index: seq − 1. */
  readonly index: number
  /** From the leaf's sibling to the root's child (RFC 9162 §2.1.3.1). */
  readonly hashes: readonly Hash[]
  /** The signed note, verbatim. */
  readonly checkpoint: string
  /** Not authenticated by itself; we put the leaf hash here. */
  readonly extra?: Uint8Array
}

export type ProofFault = CheckpointFault | 'not-a-proof' | 'not-included'

export type ProofOutcome =
  | { readonly ok: true; readonly index: number; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly why: ProofFault }

const HEADER = 'c2sp.org/tlog-proof@v1'

/** A tree of 2^53 leaves is no higher. */
const HASHES_MAX = 53

/** The text of a `.tlog-proof` file. */
export function proofFile(proof: LogProof): string {
  const extra = proof.extra ? `extra ${toBase64(proof.extra)}\n` : ''
  const hashes = proof.hashes.map((hash) => `${toBase64(hash)}\n`).join('')
  return `${HEADER}\n${extra}index ${proof.index}\n${hashes}\n${proof.checkpoint}`
}

/** Reads a `.tlog-proof` without checking anything; undefined when it is not one, to the byte. */
export function readProofFile(text: string): LogProof | undefined {
  const split = text.indexOf('\n\n')
  const [header, ...lines] = text.slice(0, Math.max(split, 0)).split('\n')
  if (header !== HEADER) return undefined
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice(6) ?? '') : null
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1]
  const hashes = lines.map(fromBase64)
  if (extra === undefined || index === undefined || hashes.length > HASHES_MAX) return undefined
  if (!Number.isSafeInteger(Number(index))) return undefined
  if (!hashes.every((hash) => hash?.length === 32)) return undefined
  return {
    index: Number(index),
    hashes: hashes as Hash[],
    checkpoint: text.slice(split + 2),
    ...(extra === null ? {} : { extra }),
  }
}

/** Checks that the leaf is in the checkpointed tree at the file's index, and who signed that tree. */
export function openProofFile(
  text: string,
  leafHash: Hash,
  vkeys: readonly string[],
): ProofOutcome {
  const proof = readProofFile(text)
  if (proof === undefined) return { ok: false, why: 'not-a-proof' }
  const opened = openCheckpoint(proof.checkpoint, vkeys)
  if (!opened.ok) return opened
  const { checkpoint } = opened
  const { index, hashes } = proof
  if (
    leafHash.length !== 32 ||
    !includes(index, checkpoint.size, leafHash, hashes, checkpoint.root)
  ) {
    return { ok: false, why: 'not-included' }
  }
  return { ok: true, index, checkpoint }
}

export type GrowthOutcome =
  | { readonly ok: true; readonly from: Checkpoint; readonly to: Checkpoint }
  | { readonly ok: false; readonly why: CheckpointFault | 'rewritten' }

/**
 * Checks that the newer checkpoint's tree begins with the older one's, by a
 * consistency proof (RFC 9162 §2.1.4.2). 'rewritten', for two notes that the
 * log did sign and a proof it gave, is evidence against the log.
 */
export function openGrowth(
  older: string,
  newer: string,
  proof: readonly Hash[],
  vkeys: readonly string[],
): GrowthOutcome {
  const from = openCheckpoint(older, vkeys)
  if (!from.ok) return from
  const to = openCheckpoint(newer, vkeys, { origin: from.checkpoint.origin })
  if (!to.ok) return to
  const [a, b] = [from.checkpoint, to.checkpoint]
  return growsFrom(a.size, b.size, proof, a.root, b.root)
    ? { ok: true, from: a, to: b }
    : { ok: false, why: 'rewritten' }
}
