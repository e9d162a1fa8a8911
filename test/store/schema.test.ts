/** The schema says the chart of accounts a second time; here it is the same chart. */
import { expect, test } from 'vitest'
import { ACCOUNT_KINDS, type KindOfAccount } from '../../src/ledger/account.ts'
import { ENTRY_KINDS, PROOF_CLASSES } from '../../src/ledger/entry.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { SHAPES } from '../../src/store/tables.ts'

const kinds = Object.values(ACCOUNT_KINDS)
const numbers = (which: (kind: KindOfAccount) => boolean) =>
  kinds.filter(which).map((kind) => kind.number)

function listIn(text: string, pattern: RegExp): readonly number[] {
  return (pattern.exec(text)?.[1] ?? '').split(', ').map(Number)
}

test.each(['sqlite', 'postgres'] as const)('the checks of %s are those of the ledger', (kind) => {
  const text = migrationsOf(kind)[0]?.sql ?? ''
  expect(listIn(text, /balance >= 0 OR minutes > 0 OR account % 16 IN \(([\d, ]+)\)/)).toEqual(
    numbers((k) => k.floor === undefined),
  )
  expect(listIn(text, /balance <= 0 OR account % 16 NOT IN \(([\d, ]+)\)/)).toEqual(
    numbers((k) => k.ceiling === 0),
  )
  expect(listIn(text, /\(kind IN \(([\d, ]+)\)\) = \(closes IS NOT NULL\)/)).toEqual([
    ENTRY_KINDS.settle,
    ENTRY_KINDS.release,
    ENTRY_KINDS.reverse,
  ])
  expect(listIn(text, /kind BETWEEN 1 AND (\d+)/)).toEqual([
    Math.max(...Object.values(ENTRY_KINDS)),
  ])
  expect(listIn(text, /proof BETWEEN 0 AND (\d+)/)).toEqual([
    Math.max(...Object.values(PROOF_CLASSES)),
  ])
})

test('every floor and ceiling is one the checks can say', () => {
  expect(kinds.every((kind) => (kind.floor ?? 0) === 0 && (kind.ceiling ?? 0) === 0)).toBe(true)
  expect(Math.max(...numbers(() => true))).toBeLessThan(16)
  expect(new Set(numbers(() => true)).size).toBe(kinds.length)
})

test('both schemas have the same tables and columns, in the order they are inserted', () => {
  for (const kind of ['sqlite', 'postgres'] as const) {
    const found = migrationsOf(kind).flatMap(({ sql }) => [
      ...sql.matchAll(/^CREATE TABLE (\w+) \(\n([\s\S]*?)^\)/gm),
    ])
    const tables = Object.fromEntries(
      found.map(([, table, body]) => [
        table,
        [...(body ?? '').matchAll(/^ {2}([a-z_]+) /gm)].map(([, column]) => column),
      ]),
    )
    expect(tables).toEqual(
      Object.fromEntries(
        Object.entries(SHAPES).map(([table, { columns }]) => [table, Object.keys(columns)]),
      ),
    )
  }
})
