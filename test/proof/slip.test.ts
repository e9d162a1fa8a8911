/** The whole slip, offline: receipt, key, place in the tree, signed tree. */
import { describe, expect, test } from 'vitest'
import { fromHex, type Hash } from '../../src/ledger/sha256.ts'
import {
  consistencyProof,
  EMPTY_TREE,
  grow,
  inclusionProof,
  nodeHash,
  rootOf,
  type Subtree,
} from '../../src/ledger/tree.ts'
import { signCheckpoint } from '../../src/proof/checkpoint.ts'
import { jwksOf } from '../../src/proof/jwks.ts'
import { demoSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { vkeyOf } from '../../src/proof/note.ts'
import { openGrowth, openProofFile, proofFile, readProofFile } from '../../src/proof/tlog.ts'
import { verifySlip } from '../../src/proof/verify.ts'
import { frozenEntries, readVector } from '../ledger/vectors.ts'

const { proofs } = readVector('proof/tlog-proof.json') as { readonly proofs: readonly string[] }
const frozen = readVector('proof/receipt.json') as {
  readonly kid: string
  readonly publicKey: string
  readonly receipts: readonly { readonly seq: number; readonly receipt: string }[]
}
const { vkey, seed, origin, note } = readVector('proof/checkpoint.json') as {
  readonly vkey: string
  readonly seed: string
  readonly origin: string
  readonly note: string
}

const leaves = frozenEntries.map(({ entry }) => entry.leaf)
const jwks = jwksOf([{ kid: frozen.kid, publicKey: frozen.publicKey, firstSeq: 1 }])
const receiptAt = (seq: number) => frozen.receipts.find((it) => it.seq === seq)?.receipt ?? ''
const proofAt = (seq: number) => proofs[seq - 1] ?? ''
const log = signerFromSeeds({ receipt: demoSeed('unused'), log: fromHex(seed), kid: 'k' })
const logKey = { publicKey: log.logPublicKey, sign: log.signLog }

function subtree(from: number, to: number): Hash {
  if (to - from === 1) return leaves[from] as Hash
  const middle = (from + to) / 2
  return nodeHash(subtree(from, middle), subtree(middle, to))
}
const read = async (subtrees: readonly Subtree[]) =>
  subtrees.map(({ height, index }) => subtree(index * 2 ** height, (index + 1) * 2 ** height))

async function noteAt(size: number): Promise<string> {
  let frontier = EMPTY_TREE
  for (const leaf of leaves.slice(0, size)) frontier = grow(frontier, leaf).frontier
  return signCheckpoint({ origin, size, root: rootOf(frontier) }, logKey)
}

const failed = async (slip: Parameters<typeof verifySlip>[0]) =>
  (await verifySlip(slip)).steps.flatMap((it) => (it.ok ? [] : [[it.name, it.why]]))

describe('a proof file', () => {
  test('is as it was frozen, and proves its leaf', async () => {
    for (const [index, leaf] of leaves.entries()) {
      const hashes = await inclusionProof(index, leaves.length, read)
      expect(proofFile({ index, hashes, checkpoint: note, extra: leaf })).toBe(proofs[index])
      expect(openProofFile(proofs[index] ?? '', leaf, [vkey])).toMatchObject({ ok: true, index })
      const bare = proofFile({ index, hashes, checkpoint: note })
      expect(openProofFile(bare, leaf, [vkey])).toMatchObject({ ok: true, index })
      expect(readProofFile(bare)).toEqual({
        index,
        hashes: hashes.map((it) => Uint8Array.from(it)),
        checkpoint: note,
      })
    }
  })

  test('changed in any one character is refused, but for the extra line', () => {
    const file = proofAt(2)
    const leaf = leaves[1] as Hash
    const index = file.indexOf('index')
    const extra = file.indexOf('extra ') + 6
    const accepted: number[] = []
    for (let at = 0; at < file.length; at++) {
      if (at >= extra && at < index - 1) continue
      for (const other of '1A\n =é') {
        const changed = file.slice(0, at) + other + file.slice(at + 1)
        if (changed !== file && openProofFile(changed, leaf, [vkey]).ok) accepted.push(at)
      }
    }
    expect(accepted).toEqual([])
  })

  const file = proofAt(2)
  test.each([
    '',
    file.replace('@v1', '@v2'),
    file.replace('index 1', 'index 01'),
    file.replace('index 1', 'index -1'),
    file.replace('index 1', 'index 9007199254740993'),
    file.replace('index 1\n', ''),
    file.replace('index 1', 'index 1\nindex 1'),
    file.replace('extra ', 'extra  '),
    file.replace(/extra .*\n/, 'extra A\n'),
    file.replace('index', 'extra AAAA\nindex'),
    file.replace(/(index 1\n).{4}/, '$1'),
    file.replace(/\n/g, '\r\n'),
    file.replace('index 1\n', `index 1\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(54)}`),
  ])('%#: that is none is not read', (text) => {
    expect(openProofFile(text, leaves[1] as Hash, [vkey])).toEqual({
      ok: false,
      why: 'not-a-proof',
    })
  })

  test('says no for another leaf, another index and another log', () => {
    expect(openProofFile(file, leaves[2] as Hash, [vkey])).toEqual({
      ok: false,
      why: 'not-included',
    })
    expect(openProofFile(file, new Uint8Array(0), [vkey])).toEqual({
      ok: false,
      why: 'not-included',
    })
    expect(openProofFile(file.replace('index 1', 'index 0'), leaves[1] as Hash, [vkey])).toEqual({
      ok: false,
      why: 'not-included',
    })
    const other = vkeyOf({ name: 'other', publicKey: log.publicKey })
    expect(openProofFile(file, leaves[1] as Hash, [other])).toEqual({
      ok: false,
      why: 'not-signed',
    })
  })
})

describe('a slip', () => {
  test('verifies whole', async () => {
    for (const seq of [1, 2, 4, 5]) {
      const verdict = await verifySlip({
        receipt: receiptAt(seq),
        jwks,
        proof: proofAt(seq),
        vkeys: [vkey],
      })
      expect(verdict.ok).toBe(true)
      expect(verdict.steps.map((it) => it.name)).toEqual([
        'receipt',
        'key',
        'proof-file',
        'checkpoint',
        'log',
        'place',
        'leaf',
        'inclusion',
      ])
      expect(verdict.receipt?.seq).toBe(seq)
    }
    expect(await verifySlip({ receipt: receiptAt(1), jwks })).toMatchObject({
      ok: true,
      steps: [{ name: 'receipt' }, { name: 'key' }],
    })
  })

  test('says at which step it fails', async () => {
    const slip = { receipt: receiptAt(2), jwks, proof: proofAt(2), vkeys: [vkey] }
    expect(await failed({ ...slip, receipt: `${slip.receipt}=` })).toEqual([
      ['receipt', 'not-base64url'],
    ])
    const early = jwksOf([{ kid: frozen.kid, publicKey: frozen.publicKey, firstSeq: 3 }])
    expect(await failed({ ...slip, jwks: early })).toEqual([['key', 'key-not-for-this-seq']])
    expect(await failed({ ...slip, proof: 'junk' })).toEqual([['proof-file', 'not-a-proof']])
    expect(await failed({ ...slip, vkeys: [] })).toEqual([['checkpoint', 'not-signed']])
    expect(await failed({ ...slip, proof: proofAt(1) })).toEqual([
      ['place', 'other-place'],
      ['leaf', 'other-leaf'],
    ])
    expect(await failed({ ...slip, leafHash: leaves[0] as Hash })).toEqual([
      ['leaf', 'other-leaf'],
      ['inclusion', 'not-included'],
    ])
    expect(await failed({ ...slip, proof: slip.proof.replace(/extra .*\n/, '') })).toEqual([
      ['leaf', 'no-leaf-hash'],
      ['inclusion', 'not-included'],
    ])
  })

  test('of a history that was rewritten afterwards fails, with the receipt as the evidence', async () => {
    const changed = frozenEntries.map(({ entry }) => entry.leaf)
    changed[1] = leaves[3] as Hash
    let frontier = EMPTY_TREE
    for (const leaf of changed) frontier = grow(frontier, leaf).frontier
    const rewritten = await signCheckpoint({ origin, size: 5, root: rootOf(frontier) }, logKey)
    const proof = proofAt(2).replace(note, rewritten)
    expect(await failed({ receipt: receiptAt(2), jwks, proof, vkeys: [vkey] })).toEqual([
      ['inclusion', 'not-included'],
    ])
    expect(
      openGrowth(await noteAt(3), rewritten, await consistencyProof(3, 5, read), [vkey]),
    ).toEqual({ ok: false, why: 'rewritten' })
  })

  test('of another log fails at the log', async () => {
    const elsewhere = 'elsewhere.example/ledger/1'
    let frontier = EMPTY_TREE
    for (const leaf of leaves) frontier = grow(frontier, leaf).frontier
    const foreign = await signCheckpoint(
      { origin: elsewhere, size: 5, root: rootOf(frontier) },
      logKey,
    )
    const vkeys = [vkeyOf({ name: elsewhere, publicKey: log.logPublicKey })]
    expect(
      await failed({
        receipt: receiptAt(2),
        jwks,
        proof: proofAt(2).replace(note, foreign),
        vkeys,
      }),
    ).toEqual([['log', 'other-log']])
  })
})

test('one checkpoint is shown to begin another', async () => {
  for (let older = 1; older <= 5; older++) {
    for (let newer = older; newer <= 5; newer++) {
      const hashes = await consistencyProof(older, newer, read)
      const grown = openGrowth(await noteAt(older), await noteAt(newer), hashes, [vkey])
      expect(grown).toMatchObject({ ok: true, from: { size: older }, to: { size: newer } })
    }
  }
  expect(openGrowth(await noteAt(5), await noteAt(3), [], [vkey])).toEqual({
    ok: false,
    why: 'rewritten',
  })
  expect(openGrowth('junk', await noteAt(3), [], [vkey])).toEqual({ ok: false, why: 'malformed' })
})
