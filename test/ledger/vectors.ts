/**
 * The frozen entries of test/vectors/ledger/leaf.json, alive again. They were
 * checked by a second implementation when they were frozen; nobody edits them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, RowChange } from '../../src/ledger/entry.ts'
import { fromHex } from '../../src/ledger/sha256.ts'

interface FrozenPosting {
  readonly salt: string
  readonly text: string
  readonly hash: string
}

interface FrozenFile {
  readonly entries: readonly {
    readonly name: string
    readonly entry: Omit<Entry, 'leaf' | 'salt' | 'request'> & {
      readonly salt: string
      readonly request: string
    }
    readonly postings: readonly FrozenPosting[]
    readonly text: string
    readonly hash: string
  }[]
  readonly rows: readonly {
    readonly row: Omit<RowChange, 'salt'> & { readonly salt: string }
    readonly hash: string
  }[]
}

/** The content of a file under test/vectors; its shape is the caller's to say. */
export function readVector(path: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../vectors', path), 'utf8'))
}

const file = readVector('ledger/leaf.json') as FrozenFile

export const frozenEntries = file.entries.map(({ name, entry, postings, text, hash }) => {
  const { salt, request, ...said } = entry
  const alive: Entry = {
    ...said,
    salt: fromHex(salt),
    request: fromHex(request),
    leaf: fromHex(hash),
  }
  return { name, entry: alive, postings, text, hash }
})

export const frozenRows = file.rows.map(({ row, hash }) => ({
  row: { ...row, salt: fromHex(row.salt) },
  hash,
}))
