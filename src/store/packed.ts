/**
 * Rows on their way to the writer's thread. Copied as they are, every hash and
 * salt would be a buffer of its own to make again over there; here all bytes
 * go as one buffer, which is handed over, and the rest as one JSON text, which
 * is written and read faster than a list is copied.
 */
import { Buffer } from 'node:buffer'
import type { Change } from './engine.ts'
import { type ColumnKind, SHAPES, type TableName, type Value } from './tables.ts'

export interface Packed {
  readonly tables: readonly PackedTable[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface PackedTable {
  readonly table: TableName
  readonly rows: number
  /** A JSON list of the values in order; in a place for bytes, how many there are. */
  readonly cells: string
}

const kindsOf = (table: TableName): readonly ColumnKind[] => Object.values(SHAPES[table].columns)

/** Which columns of a table are bytes. */
const BLOBS = Object.fromEntries(
  (Object.keys(SHAPES) as TableName[]).map((table) => [
    table,
    kindsOf(table).flatMap((kind, column) => (kind === 'blob' ? [column] : [])),
  ]),
) as unknown as Readonly<Record<TableName, readonly number[]>>

export function pack(changes: readonly Change[]): Packed {
  const bytes = new Uint8Array(sizeOf(changes))
  let at = 0
  const tables = changes.map(({ table, rows }): PackedTable => {
    const columns = kindsOf(table).length
    // Of its full length from the start: growing it would cost more than all the rest.
    const cells: Value[] = []
    cells.length = rows.length * columns
    let cell = 0
    for (const row of rows) {
      for (let column = 0; column < columns; column++) cells[cell + column] = row[column] as Value
      for (const column of BLOBS[table]) {
        const blob = row[column] as Uint8Array | null
        if (blob === null) continue
        for (let byte = 0; byte < blob.length; byte++) bytes[at++] = blob[byte] as number
        cells[cell + column] = blob.length
      }
      cell += columns
    }
    return { table, rows: rows.length, cells: JSON.stringify(cells) }
  })
  return { tables, bytes }
}

function sizeOf(changes: readonly Change[]): number {
  let size = 0
  for (const { table, rows } of changes) {
    for (const column of BLOBS[table])
      for (const row of rows) size += (row[column] as Uint8Array | null)?.length ?? 0
  }
  return size
}

/** The same rows; their bytes are stretches of the one buffer. */
export function unpack({ tables, bytes }: Packed): readonly Change[] {
  let at = 0
  return tables.map(({ table, rows, cells }) => {
    const kinds = kindsOf(table)
    const values = JSON.parse(cells) as (number | string | null)[]
    let cell = 0
    return {
      table,
      rows: Array.from({ length: rows }, () =>
        kinds.map((kind): Value => {
          const value = values[cell++] as number | string | null
          if (kind !== 'blob' || value === null) return value
          const from = at
          at += value as number
          return Buffer.from(bytes.buffer, from, value as number)
        }),
      ),
    }
  })
}
