/**
 * The directory: every version of a row was brought by an entry that carries
 * its salted hash; so a changed, a missing and an extra row are each told.
 */
import { rowRef } from '../../ledger/leaf.ts'
import { type Listing, listingIn } from '../../ledger/listed.ts'
import type { Audit, StoredVersion } from '../ports-audit.ts'
import { bytesOf, refsIn, type VerifyFault, versionKey, textOf } from './evidence.ts'
import { bytes } from './explain.ts'
import type { Books } from './verify-entries.ts'
import { isLater, rowsOf } from './verify-tree.ts'

/** Rows looked up at a time. */
const STRETCH = 500

interface Loose {
  readonly row: StoredVersion
  readonly ref: string
}

export async function verifyDirectory(
  audit: Audit,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<{ readonly listed: Listed; readonly sound: boolean }> {
  const faultsBefore = faults.length
  const left = Int32Array.from(books.brings)
  const loose: Loose[] = []
  let before: StoredVersion | undefined
  let waiting: StoredVersion[] = []
  const listed: Listed = new Map()
  for await (const row of rowsOf(audit, 'directory', progress)) {
    if (await isLater(audit, books, row.seq)) continue
    const isSame = before?.tbl === row.tbl && before.key === row.key
    if (row.version !== (isSame ? (before?.version ?? 0) : 0) + 1 && !books.isUnsure) {
      faults.push(fault(row, 'follows no version before it', 'version'))
    }
    before = row
    const listing = listingIn(textOf(row.body))
    if (listing) listed.set(`${row.tbl} ${row.key}`, { ...listing, seq: row.seq })
    waiting.push(row)
    if (waiting.length < STRETCH) continue
    loose.push(...(await matched(audit, books, waiting, left)))
    waiting = []
  }
  loose.push(...(await matched(audit, books, waiting, left)))
  await nameLoose(audit, books, loose, left, faults)
  return { listed, sound: faults.length === faultsBefore }
}

/** Where the newest version of each row says that it is found, by "table key". */
export type Listed = Map<string, Listing & { readonly seq: number }>

function fault(
  row: Pick<StoredVersion, 'tbl' | 'key' | 'version'>,
  detail: string,
  column?: string,
): VerifyFault {
  const where = column === undefined ? {} : { column }
  return { code: 'tampered', table: 'directory', key: versionKey(row), ...where, detail }
}

const refOfRow = (row: StoredVersion, salt: Uint8Array) =>
  rowRef({ table: row.tbl, key: row.key, version: row.version, salt, body: textOf(row.body) })

/** Takes off what the entries carry; gives the rows that no entry of their seq carries. */
async function matched(
  audit: Audit,
  books: Books,
  rows: readonly StoredVersion[],
  left: Int32Array,
): Promise<readonly Loose[]> {
  if (rows.length === 0) return []
  const refs = await refsAt(audit, books, [...new Set(rows.map((row) => row.seq))])
  const loose: Loose[] = []
  for (const row of rows) {
    const ref = refOfRow(row, bytesOf(row.salt))
    if (refs.get(row.seq)?.has(ref)) left[row.seq] = (left[row.seq] ?? 0) - 1
    else loose.push({ row, ref })
  }
  return loose
}

async function refsAt(
  audit: Audit,
  books: Books,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const entries = await audit.entriesAt(seqs)
  return new Map(
    entries.map((row) => {
      const refs = books.repaired.get(row.seq)?.refs ?? refsIn(row.refs)
      return [row.seq, new Set(refs.filter(([type]) => type === 'row').map(([, value]) => value))]
    }),
  )
}

async function nameLoose(
  audit: Audit,
  books: Books,
  loose: readonly Loose[],
  left: Int32Array,
  faults: VerifyFault[],
): Promise<void> {
  const short: number[] = []
  for (const [seq, count] of left.entries()) if (count > 0) short.push(seq)
  const named = new Map(loose.map((one) => [versionKey(one.row), one]))
  for (const [seq, refs] of await refsAt(audit, books, short)) {
    for (const ref of refs) {
      const at = placeOf(ref)
      if (!at) continue
      const one = named.get(versionKey(at))
      if (one) {
        faults.push(fault(at, 'is not what was written', columnOf(one, ref)))
        named.delete(versionKey(at))
      } else if (!(await stands(audit, at, ref, seq))) faults.push(fault(at, 'is missing'))
    }
  }
  for (const { row } of named.values()) {
    // What a changed entry no longer says for certain accuses no row.
    if (books.isUnsure && books.unclean[row.seq] === 1) continue
    faults.push(fault(row, 'was brought by no entry'))
  }
}

async function stands(
  audit: Audit,
  at: Pick<StoredVersion, 'tbl' | 'key' | 'version'>,
  ref: string,
  seq: number,
): Promise<boolean> {
  const rows = await audit.versionsOf([at])
  return rows.some((row) => row.seq === seq && refOfRow(row, bytesOf(row.salt)) === ref)
}

function placeOf(ref: string): Pick<StoredVersion, 'tbl' | 'key' | 'version'> | undefined {
  const found = /^([^/]+)\/(.+)@(\d{1,9})#[0-9a-f]{64}$/.exec(ref)
  if (!found) return undefined
  return { tbl: found[1] as string, key: found[2] as string, version: Number(found[3]) }
}

/** Which of a row's columns makes it another row than the entry brought. */
function columnOf({ row, ref: own }: Loose, ref: string): string {
  if (own === ref) return 'seq'
  for (const salt of bytes(row.salt)) if (refOfRow(row, salt) === ref) return 'salt'
  return 'body'
}
