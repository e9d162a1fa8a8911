/**
 * The tree is laid beside the definition of RFC 9162 §2.1, written once more
 * as the recursion it is there.
 */
import { expect, test } from 'vitest'
import { type Hash, sha256, toHex } from '../../src/ledger/sha256.ts'
import {
  consistencyProof,
  EMPTY_ROOT,
  EMPTY_TREE,
  type Frontier,
  frontierAt,
  grow,
  growsFrom,
  inclusionProof,
  includes,
  nodeHash,
  perfect,
  rootAt,
  rootOf,
  type Subtree,
  type TileNode,
} from '../../src/ledger/tree.ts'

const MOST = 600
const leaves = Array.from({ length: MOST }, (_, n) => sha256(new Uint8Array([0]), `leaf ${n}`))

function split(n: number): number {
  return 2 ** Math.ceil(Math.log2(n) - 1)
}

const known = new Map<string, Hash>()

/** MTH(D[from:to]). */
function treeHash(from: number, to: number): Hash {
  if (to === from) return sha256('')
  if (to - from === 1) return leaves[from] as Hash
  const key = `${from}-${to}`
  const middle = from + split(to - from)
  const hash =
    known.get(key) ?? sha256(new Uint8Array([1]), treeHash(from, middle), treeHash(middle, to))
  known.set(key, hash)
  return hash
}

/** PATH(m, D[from:to]). */
function path(m: number, from: number, to: number): readonly Hash[] {
  if (to - from === 1) return []
  const k = split(to - from)
  return m < k
    ? [...path(m, from, from + k), treeHash(from + k, to)]
    : [...path(m - k, from + k, to), treeHash(from, from + k)]
}

/** SUBPROOF(m, D[from:to], b). */
function subproof(m: number, from: number, to: number, whole: boolean): readonly Hash[] {
  if (m === to - from) return whole ? [] : [treeHash(from, to)]
  const k = split(to - from)
  return m <= k
    ? [...subproof(m, from, from + k, whole), treeHash(from + k, to)]
    : [...subproof(m - k, from + k, to, false), treeHash(from, from + k)]
}

const read = async (subtrees: readonly Subtree[]) =>
  subtrees.map(({ height, index }) => treeHash(index * 2 ** height, (index + 1) * 2 ** height))

const hex = (hashes: readonly Hash[]) => hashes.map(toHex)

test('the empty tree has the hash of nothing', () => {
  expect(toHex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(rootOf(EMPTY_TREE)).toBe(EMPTY_ROOT)
})

test('the eight roots of the Certificate Transparency reference leaves', () => {
  const data = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const roots: string[] = []
  let frontier: Frontier = EMPTY_TREE
  for (const item of data) {
    frontier = grow(frontier, sha256(new Uint8Array([0]), Buffer.from(item, 'hex'))).frontier
    roots.push(toHex(rootOf(frontier)))
  }
  expect(roots[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(roots[1]).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
  expect(roots[2]).toBe('aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77')
  expect(roots[4]).toBe('4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4')
  expect(roots[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test(`every tree up to ${MOST} leaves has its root, frontier and tile nodes`, async () => {
  let frontier: Frontier = EMPTY_TREE
  const nodes: TileNode[] = []
  for (let size = 1; size <= MOST; size++) {
    const grown = grow(frontier, leaves[size - 1] as Hash)
    frontier = grown.frontier
    nodes.push(...grown.nodes)
    expect(toHex(rootOf(frontier))).toBe(toHex(treeHash(0, size)))
    expect(toHex(await rootAt(size, read))).toBe(toHex(treeHash(0, size)))
    const derived = await frontierAt(size, read)
    expect(derived.size).toBe(frontier.size)
    expect(hex(derived.roots)).toEqual(hex(frontier.roots))
  }
  expect(nodes.map(({ level, index, hash }) => [level, index, toHex(hash)])).toEqual([
    [1, 0, toHex(treeHash(0, 256))],
    [1, 1, toHex(treeHash(256, 512))],
  ])
})

test('a tile node of the second level comes with its 65,536th leaf', () => {
  let frontier: Frontier = EMPTY_TREE
  const leaf = leaves[0] as Hash
  let at = 0
  const second: [number, TileNode][] = []
  while (at < 131_072) {
    const grown = grow(frontier, leaf)
    frontier = grown.frontier
    at++
    for (const node of grown.nodes) if (node.level === 2) second.push([at, node])
  }
  let whole = leaf
  for (let height = 0; height < 16; height++) whole = nodeHash(whole, whole)
  expect(second).toEqual([
    [65_536, { level: 2, index: 0, hash: whole }],
    [131_072, { level: 2, index: 1, hash: whole }],
  ])
})

test('growing leaves the frontier it grew from alone', () => {
  const { frontier } = grow(grow(EMPTY_TREE, leaves[0] as Hash).frontier, leaves[1] as Hash)
  const before = hex(frontier.roots)
  grow(frontier, leaves[2] as Hash)
  expect(hex(frontier.roots)).toEqual(before)
})

test('perfect subtrees lie side by side, largest first from the left edge', () => {
  for (let to = 1; to <= 130; to++) {
    let at = 0
    for (const { height, index } of perfect(0, to)) {
      expect(index * 2 ** height).toBe(at)
      at += 2 ** height
    }
    expect(at).toBe(to)
  }
})

const SMALL = 65

test(`every leaf of every tree up to ${SMALL} is proved, and nowhere else`, async () => {
  let proofs = 0
  for (let size = 1; size <= SMALL; size++) {
    const root = treeHash(0, size)
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(index, size, read)
      expect(hex(proof)).toEqual(hex(path(index, 0, size)))
      const leaf = leaves[index] as Hash
      if (!includes(index, size, leaf, proof, root)) throw new Error(`${index} of ${size}`)
      for (const other of [index - 1, index + 1]) {
        if (includes(other, size, leaf, proof, root)) throw new Error(`${index} as ${other}`)
      }
      if (includes(index, size, leaves[index + 1] as Hash, proof, root)) throw new Error('leaf')
      if (includes(index, size, leaf, [...proof, root], root)) throw new Error('too long')
      if (proof.length > 0 && includes(index, size, leaf, proof.slice(1), root))
        throw new Error('short')
      proofs++
    }
  }
  expect(proofs).toBe((SMALL * (SMALL + 1)) / 2)
})

test(`every tree up to ${SMALL} is proved to begin every greater one`, async () => {
  let proofs = 0
  for (let second = 1; second <= SMALL; second++) {
    for (let first = 1; first <= second; first++) {
      const proof = await consistencyProof(first, second, read)
      expect(hex(proof)).toEqual(hex(subproof(first, 0, second, true)))
      const [a, b] = [treeHash(0, first), treeHash(0, second)]
      if (!growsFrom(first, second, proof, a, b)) throw new Error(`${first} to ${second}`)
      if (growsFrom(first, second, [...proof, a], a, b)) throw new Error('too long')
      if (proof.length > 0 && growsFrom(first, second, proof.slice(0, -1), a, b))
        throw new Error('short')
      if (first < second && growsFrom(first, second, proof, b, a)) throw new Error('turned round')
      proofs++
    }
  }
  expect(proofs).toBe((SMALL * (SMALL + 1)) / 2)
})

/** A generator with a seed (mulberry32), so that a failure can be had again. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

function flipped(hash: Hash, bit: number): Hash {
  const copy = Uint8Array.from(hash)
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
  return copy
}

test('one bit flipped anywhere refuses a proof', async () => {
  const pick = random(20260921)
  for (let n = 0; n < 3000; n++) {
    const size = 2 + pick(MOST - 1)
    const index = pick(size)
    const parts = [leaves[index] as Hash, treeHash(0, size), ...path(index, 0, size)]
    const at = pick(parts.length)
    parts[at] = flipped(parts[at] as Hash, pick(256))
    const [leaf, root, ...proof] = parts as [Hash, Hash, ...Hash[]]
    if (includes(index, size, leaf, proof, root))
      throw new Error(`inclusion ${index} of ${size}, ${at}`)
  }
  for (let n = 0; n < 3000; n++) {
    const second = 2 + pick(MOST - 1)
    const first = 1 + pick(second - 1)
    const parts = [treeHash(0, first), treeHash(0, second), ...subproof(first, 0, second, true)]
    const at = pick(parts.length)
    parts[at] = flipped(parts[at] as Hash, pick(256))
    const [a, b, ...proof] = parts as [Hash, Hash, ...Hash[]]
    if (growsFrom(first, second, proof, a, b))
      throw new Error(`growth ${first} to ${second}, ${at}`)
  }
})

test('sizes, indexes and hashes that are none are refused', async () => {
  const short = sha256('a').subarray(0, 31)
  expect(() => nodeHash(short, sha256('b'))).toThrow('32 bytes')
  expect(() => nodeHash(sha256('a'), short)).toThrow('32 bytes')
  expect(includes(0, 1, short, [], short)).toBe(false)

  const root = treeHash(0, 8)
  const proof = path(3, 0, 8)
  const leaf = leaves[3] as Hash
  for (const index of [-1, 8, 3.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(includes(index, 8, leaf, proof, root)).toBe(false)
  }
  for (const size of [0, 3, Number.NaN, 2 ** 53])
    expect(includes(3, size, leaf, proof, root)).toBe(false)
  expect(includes(3, 8, leaf, [Buffer.alloc(31), ...proof.slice(1)], root)).toBe(false)
  for (const [a, b] of [
    [0, 8],
    [9, 8],
    [-1, 8],
    [Number.NaN, 8],
  ] as const) {
    expect(growsFrom(a, b, proof, root, root)).toBe(false)
  }
  await expect(inclusionProof(8, 8, read)).rejects.toThrow('not in a tree')
  await expect(consistencyProof(0, 8, read)).rejects.toThrow('no consistency')
  await expect(consistencyProof(9, 8, read)).rejects.toThrow('no consistency')
})

test('a tree of 2^49 − 1 leaves is not taken for a perfect one', async () => {
  // Every subtree of a height has one hash, so that a tree this large can be had.
  const levels = [leaves[0] as Hash]
  for (let height = 1; height <= 50; height++) {
    const below = levels[height - 1] as Hash
    levels.push(nodeHash(below, below))
  }
  const alike = async (subtrees: readonly Subtree[]) =>
    subtrees.map(({ height }) => levels[height] as Hash)
  const [first, second] = [2 ** 49 - 1, 2 ** 49 + 5]
  const proof = await consistencyProof(first, second, alike)
  expect(
    growsFrom(first, second, proof, await rootAt(first, alike), await rootAt(second, alike)),
  ).toBe(true)
})
