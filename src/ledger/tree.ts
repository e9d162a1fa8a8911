/**
 * The growing tree: an RFC 6962/9162 Merkle tree over SHA-256. The right edge
 * (frontier) is all that appending needs; proofs name the perfect subtrees
 * they need, and whoever keeps the hashes hands them over.
 */
import { type Hash, sameBytes, sha256 } from './sha256.ts'

/** Prefix and two hashes, to be hashed; filled anew every time, so that nothing is allocated. */
const HASH_BYTES = 32
const NODE = new Uint8Array(1 + 2 * HASH_BYTES)
NODE[0] = 1

/** Throws on what is no hash. */
export function nodeHash(left: Hash, right: Hash): Hash {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new Error(`a hash has 32 bytes, not ${left.length} and ${right.length}`)
  NODE.set(left, 1)
  NODE.set(right, 33)
  return sha256(NODE)
}

/** Height of a tile in the tlog-tiles sense: a stored node stands for 256 of the level below. */
export const TILE_HEIGHT = 8

/** A perfect subtree: 2^height leaves from index × 2^height. */
export interface Subtree {
  readonly height: number
  readonly index: number
}

/** A node worth keeping: the root of 256^level leaves, complete. */
export interface TileNode {
  readonly level: number
  readonly index: number
  readonly hash: Hash
}

/** The roots of the perfect subtrees that make up the tree, largest first. */
export interface Frontier {
  readonly size: number
  readonly roots: readonly Hash[]
}

export const EMPTY_TREE: Frontier = { size: 0, roots: [] }

/** SHA-256 of nothing: the root of the empty tree. */
export const EMPTY_ROOT: Hash = sha256('')

/** Appends one leaf hash; gives the new frontier and the tile nodes it completed. */
export function grow(
  frontier: Frontier,
  leaf: Hash,
): { readonly frontier: Frontier; readonly nodes: readonly TileNode[] } {
  const roots = frontier.roots.slice()
  const nodes: TileNode[] = []
  let hash = leaf
  let height = 0
  for (let rest = frontier.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    hash = nodeHash(roots.pop() as Hash, hash)
    height++
    if (height % TILE_HEIGHT === 0) {
      nodes.push({
        level: height / TILE_HEIGHT,
        index: Math.floor(frontier.size / 2 ** height),
        hash,
      })
    }
  }
  roots.push(hash)
  return { frontier: { size: frontier.size + 1, roots }, nodes }
}

export function rootOf(frontier: Frontier): Hash {
  if (frontier.size === 0) return EMPTY_ROOT
  return foldRight(frontier.roots)
}

function foldRight(roots: readonly Hash[]): Hash {
  let hash = roots[roots.length - 1] as Hash
  for (let i = roots.length - 2; i >= 0; i--) hash = nodeHash(roots[i] as Hash, hash)
  return hash
}

/** The perfect subtrees of the leaves [from, to), left to right; from must be a multiple of the largest. */
export function perfect(from: number, to: number): readonly Subtree[] {
  const found: Subtree[] = []
  let at = from
  while (at < to) {
    let height = 0
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++
    found.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return found
}

type Range = readonly [from: number, to: number]

/** Hands over the hashes of perfect subtrees, in the order asked. */
export type ReadHashes = (subtrees: readonly Subtree[]) => Promise<readonly Hash[]>

async function hashRanges(ranges: readonly Range[], read: ReadHashes): Promise<readonly Hash[]> {
  const parts = ranges.map(([from, to]) => perfect(from, to))
  const hashes = await read(parts.flat())
  let at = 0
  return parts.map((part) => foldRight(hashes.slice(at, (at += part.length))))
}

/** The largest power of two smaller than n. */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export async function rootAt(size: number, read: ReadHashes): Promise<Hash> {
  if (size === 0) return EMPTY_ROOT
  const [root] = await hashRanges([[0, size]], read)
  return root as Hash
}

export async function frontierAt(size: number, read: ReadHashes): Promise<Frontier> {
  return { size, roots: size === 0 ? [] : await read(perfect(0, size)) }
}

/** RFC 9162 §2.1.3.1: the path from leaf `index` (from 0) to the root of the first `size` leaves. */
export async function inclusionProof(
  index: number,
  size: number,
  read: ReadHashes,
): Promise<readonly Hash[]> {
  if (!(index >= 0 && index < size)) throw new Error(`leaf ${index} is not in a tree of ${size}`)
  const ranges: Range[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      ranges.push([middle, to])
      to = middle
    } else {
      ranges.push([from, middle])
      from = middle
    }
  }
  return hashRanges(ranges.toReversed(), read)
}

/** RFC 9162 §2.1.4.1: that the tree of `first` leaves is the beginning of the tree of `second`. */
export async function consistencyProof(
  first: number,
  second: number,
  read: ReadHashes,
): Promise<readonly Hash[]> {
  if (!(first >= 1 && first <= second)) throw new Error(`no consistency from ${first} to ${second}`)
  const ranges: Range[] = []
  let from = 0
  let to = second
  let whole = true
  while (first !== to) {
    const middle = from + splitOf(to - from)
    if (first <= middle) {
      ranges.push([middle, to])
      to = middle
    } else {
      ranges.push([from, middle])
      from = middle
      whole = false
    }
  }
  if (!whole) ranges.push([from, to])
  return hashRanges(ranges.toReversed(), read)
}

/** RFC 9162 §2.1.3.2. */
export function includes(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false
  if (leaf.length !== HASH_BYTES) return false
  let at = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== HASH_BYTES) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash)
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && sameBytes(hash, root)
}

/** RFC 9162 §2.1.4.2. */
export function growsFrom(
  first: number,
  second: number,
  proof: readonly Hash[],
  firstRoot: Hash,
  secondRoot: Hash,
): boolean {
  if (first > second || first < 1) return false
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot)
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof
  if (path.length === 0 || path.some((hash) => hash.length !== HASH_BYTES)) return false
  let at = first - 1
  let last = second - 1
  while (at % 2 === 1) {
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  let older = path[0] as Hash
  let newer = older
  for (const sibling of path.slice(1)) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else {
      newer = nodeHash(newer, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && sameBytes(older, firstRoot) && sameBytes(newer, secondRoot)
}

/** By doubling: log2 of 2^49 − 1 is 49 in floating point. */
function isPowerOfTwo(n: number): boolean {
  let power = 1
  while (power < n) power *= 2
  return power === n
}
