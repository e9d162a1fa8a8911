/**
 * Rows on their way to the writer's thread. Copied as they are, every hash and
 * salt would be a buffer of its own to make again over there; here all bytes
 * go as one buffer, which is handed over, and the rest as one list.
 */
import { Buffer } from 'node:buffer'
import type { Change } from './engine.ts'
import { type ColumnKind, SHAPES, type TableName, type Value } from './tables.ts'

export interface Packed {
  readonly tables: readonly { readonly table: TableName; readonly rows: number }[]
  /** Values in order; in a place for bytes, how many there are. */
  readonly cells: readonly (number | string | null)[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

const kindsOf = (table: TableName): readonly ColumnKind[] => Object.values(SHAPES[table].columns)

export function pack(changes: readonly Change[]): Packed {
  const cells: (number | string | null)[] = []
  const blobs: Uint8Array[] = []
  let size = 0
  for (const { rows } of changes) {
    for (const row of rows) {
      for (const value of row) {
        if (value instanceof Uint8Array) {
          cells.push(value.length)
          blobs.push(value)
          size += value.length
        } else cells.push(value)
      }
    }
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const blob of blobs) {
    bytes.set(blob, at)
    at += blob.length
  }
  const tables = changes.map(({ table, rows }) => ({ table, rows: rows.length }))
  return { tables, cells, bytes }
}

/** The same rows; their bytes are stretches of the one buffer. */
export function unpack({ tables, cells, bytes }: Packed): readonly Change[] {
  let cell = 0
  let at = 0
  return tables.map(({ table, rows }) => {
    const kinds = kindsOf(table)
    return {
      table,
      rows: Array.from({ length: rows }, () =>
        kinds.map((kind): Value => {
          const value = cells[cell++] as number | string | null
          if (kind !== 'blob' || value === null) return value
          const from = at
          at += value as number
          return Buffer.from(bytes.buffer, from, value as number)
        }),
      ),
    }
  })
}
