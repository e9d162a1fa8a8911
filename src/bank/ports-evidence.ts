/** What the bank needs of where sheets and photos lie: the evidence an entry names by its hash. */

/**
 * Refs by which an entry names its evidence, each the SHA-256 of the bytes in
 * hex: a sheet it came from, a tally it was laid beside, a paper or a photo.
 */
export const EVIDENCE_REFS: readonly string[] = ['file', 'tally', 'evidence']

/** Ref of the entry that says evidence was destroyed. */
export const DESTROYED_REF = 'destroyed'

export interface KeptEvidence {
  /** SHA-256 of the bytes as they were given, hex. */
  readonly hash: string
  /** Since when it lies there: ms since 1970 UTC. */
  readonly since: number
}

/**
 * Sheets and photos as they came, each sealed under a key of its own that is
 * kept with the keys of people: names stand in them. Whoever destroys that key
 * has destroyed the evidence wherever a copy lies, as soon as no backup of the
 * keys is left.
 */
export interface Evidence {
  /** Keeps the bytes, durable on return, and gives their hash. The same bytes again are kept once. */
  put(bytes: Uint8Array): Promise<string>
  /** The bytes; undefined where there are none, 'changed' where what lies there is not what was put. */
  get(hash: string): Promise<Uint8Array | 'changed' | undefined>
  /** Destroys keys and bytes; what is not there is passed over. */
  destroy(hashes: readonly string[]): Promise<void>
  /** What lies there, in the order of hashes, after one ('' from the first). */
  list(after: string, limit: number): Promise<readonly KeptEvidence[]>
}
