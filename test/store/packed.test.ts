import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Change } from '../../src/store/engine.ts'
import { pack, unpack } from '../../src/store/packed.ts'

test('rows arrive at the writer as they were sent, bytes and all', () => {
  const entry = (seq: number, closes: number | null) => [
    seq,
    randomBytes(16),
    1,
    20_000,
    1_700_000_000_000,
    17,
    32,
    48,
    64,
    0,
    80,
    closes,
    randomBytes(16),
    randomBytes(16),
    'for 张三\nspan 09:00/11:30',
    '16,33',
    randomBytes(32),
  ]
  const changes: Change[] = [
    { table: 'entries', rows: [entry(1, null), entry(2, 1)] },
    { table: 'postings', rows: [[16, 1, 1, -60, -60, 17]] },
    { table: 'nodes', rows: [] },
    { table: 'names', rows: [[33, '', 1, randomBytes(8)]] },
  ]
  const sent = structuredClone(pack(changes))
  expect(unpack(sent)).toEqual(changes)
})
