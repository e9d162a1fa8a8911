/**
 * A leaf is for ever: if one byte of its rendering moves, every receipt and
 * every checkpoint ever given stops verifying.
 */
import { expect, test } from 'vitest'
import type { Entry, Posting } from '../../src/ledger/entry.ts'
import {
  leafHash,
  leafText,
  postingHash,
  postingSalt,
  postingText,
  rowHash,
} from '../../src/ledger/leaf.ts'
import { sha256, toHex } from '../../src/ledger/sha256.ts'
import { frozenEntries, frozenRows } from './vectors.ts'

test.each(frozenEntries)('$name is rendered as it was frozen', ({
  entry,
  postings,
  text,
  hash,
}) => {
  expect(leafText(entry)).toBe(text)
  expect(toHex(leafHash(entry))).toBe(hash)
  const rendered = entry.postings.map((posting, place) => {
    const salt = postingSalt(entry.salt, place)
    return {
      salt,
      text: postingText(posting, salt),
      hash: postingHash(posting, salt),
    }
  })
  expect(rendered).toEqual(postings)
})

test.each(frozenRows)('row $row.table $row.key hashes as it was frozen', ({ row, hash }) => {
  expect(rowHash(row)).toBe(hash)
})

test('the leaf hash is SHA-256 of a zero byte and the rendering', () => {
  for (const { entry, text } of frozenEntries) {
    expect(leafHash(entry)).toEqual(sha256(new Uint8Array([0]), text))
  }
})

test('a rendering is printable ASCII in lines', () => {
  for (const { text } of frozenEntries) expect(text).toMatch(/^(?:[\x20-\x7e]+\n)+$/)
})

test('whatever is changed in an entry, its leaf hash changes', () => {
  const { entry } = frozenEntries[4] as { entry: Entry }
  const [first, ...rest] = entry.postings as [Posting, ...Posting[]]
  const changes: readonly object[] = [
    { seq: 6 },
    { id: `${entry.id}0` },
    { kind: 'redeem' },
    { servedOn: '2026-09-24' },
    { recordedAt: entry.recordedAt + 1 },
    { station: 'S004' },
    { organisation: 'O002' },
    { service: 'meal' },
    { rules: 'guangzhou/2' },
    { proof: 'paper' },
    { proof: undefined },
    { by: 'staff:other' },
    { closes: 3 },
    { closes: undefined },
    { request: entry.salt },
    { salt: entry.request },
    { refs: [] },
    { refs: [...entry.refs, ['purpose', 'x']] },
    { postings: rest },
    { postings: entry.postings.toReversed() },
    { postings: [{ ...first, account: 'holding:S004' }, ...rest] },
    { postings: [{ ...first, minutes: -61 }, ...rest] },
    { postings: [{ ...first, balance: 1 }, ...rest] },
    { postings: [{ ...first, line: 9 }, ...rest] },
    { postings: [{ ...first, home: 'S004' }, ...rest] },
  ]
  const hashes = changes.map((change) => toHex(leafHash({ ...entry, ...change })))
  expect(new Set([toHex(entry.leaf), ...hashes]).size).toBe(changes.length + 1)
})

test('one posting is opened without the other: equal postings hash apart', () => {
  const { entry } = frozenEntries[0] as { entry: Entry }
  const posting = entry.postings[0] as Posting
  const hashes = [0, 1, 2].map((place) => postingHash(posting, postingSalt(entry.salt, place)))
  expect(new Set(hashes).size).toBe(3)
})
