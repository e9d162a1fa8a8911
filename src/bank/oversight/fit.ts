/**
 * Whether a row of a backup is what was written: the entry that brought it is
 * hashed as the backup has it, and its leaf must be the one that stands here,
 * or, where that too was changed, the one with which the tree comes to the
 * signed head. A backup is not believed for being a backup.
 */
import { leafHash, rowRef } from '../../ledger/leaf.ts'
import { type Hash, sameBytes, sha256, toHex } from '../../ledger/sha256.ts'
import { EMPTY_TREE, grow, rootOf, TILE_HEIGHT } from '../../ledger/tree.ts'
import type { Head } from '../ports.ts'
import type { Audit, StoredRows, StoredTable } from '../ports-audit.ts'
import { accountsIn, type NameOf, readEntry, refsIn } from './evidence.ts'
import { postingsFor } from './verify-entries.ts'
import { readNames } from './verify-names.ts'
import { type OpenNote, rowsOf } from './verify-tree.ts'

export interface Fitting {
  /** The books as they stand, and as the backup has them. */
  readonly here: Audit
  readonly backup: Audit
  /** Of the books as they stand, from outside the database. */
  readonly head: Head | undefined
  readonly openNote: OpenNote
}

/**
 * Of a counter or a span there is no leaf: those are views, and whether one is
 * right, verify says after it was put back.
 */
export async function fits<Table extends StoredTable>(
  fitting: Fitting,
  table: Table,
  row: StoredRows[Table],
): Promise<boolean> {
  const rows = { [table]: row } as Partial<StoredRows>
  const { entries, postings, names, directory, nodes, checkpoints } = rows
  if (entries) return (await provedEntry(fitting, entries.seq)) !== undefined
  if (postings)
    return (await provedEntry(fitting, postings.seq))?.accounts.has(postings.account) ?? false
  if (names) {
    const own = sameBytes(sha256(names.name).subarray(0, 8), names.hash)
    return own && ((await provedEntry(fitting, names.seq))?.says.has(names.name) ?? false)
  }
  if (directory) {
    const { tbl, key, version, salt, body } = directory
    const ref = rowRef({ table: tbl, key, version, salt, body })
    return (await provedEntry(fitting, directory.seq))?.brings.has(ref) ?? false
  }
  if (nodes) return isNode(fitting.here, nodes)
  if (checkpoints) {
    const said = fitting.openNote(checkpoints.note)
    if (said === undefined || said === 'broken') return false
    return said.size === checkpoints.size && sameBytes(said.root, checkpoints.root)
  }
  return true
}

interface Proved {
  readonly accounts: ReadonlySet<number>
  readonly says: ReadonlySet<string>
  /** Its `row` refs. */
  readonly brings: ReadonlySet<string>
}

/** The entry of a seq as the backup has it, where it is what its leaf says and the leaf is that of these books. */
async function provedEntry(fitting: Fitting, seq: number): Promise<Proved | undefined> {
  const { backup } = fitting
  const [row] = await backup.entriesAt([seq])
  if (!row) return undefined
  const { name } = await readNames(backup, [], () => undefined)
  const ids = accountsIn(row) ?? []
  const found = await postingsFor(backup, [row])
  const postings = ids.flatMap((id) => found.get(`${id} ${seq}`) ?? [])
  const entry = readEntry(row, postings, name)
  const leaf = leafHash(entry)
  if (postings.length !== ids.length || !sameBytes(leaf, row.leaf)) return undefined
  if (!(await isLeafHere(fitting, seq, leaf))) return undefined
  const refs = refsIn(row.refs).filter(([type]) => type === 'row')
  return {
    accounts: new Set(ids),
    says: namesIn(row, postings, name),
    brings: new Set(refs.map(([, value]) => value)),
  }
}

function namesIn(
  row: StoredRows['entries'],
  postings: readonly StoredRows['postings'][],
  name: NameOf,
): ReadonlySet<string> {
  const { station, organisation, service, rules, by_actor } = row
  const ids = [station, organisation, service, rules, by_actor]
  const all = [...ids, ...postings.flatMap(({ account, home }) => [account, home])]
  return new Set(all.map((id) => name(id) ?? ''))
}

/** The leaf that stands here; or, where another does, the one the signed head was made of. */
async function isLeafHere(
  { here, backup, head }: Fitting,
  seq: number,
  leaf: Hash,
): Promise<boolean> {
  const [own] = await here.entriesAt([seq])
  if (own && sameBytes(own.leaf, leaf)) return true
  if (!head || head.size < seq) return false
  let tree = EMPTY_TREE
  const theirs = rowsOf(backup, 'entries', () => undefined)[Symbol.asyncIterator]()
  const ours = rowsOf(here, 'entries', () => undefined)[Symbol.asyncIterator]()
  let mine = await ours.next()
  for (let at = 1; at <= head.size; at++) {
    const kept = await theirs.next()
    while (!mine.done && mine.value.seq < at) mine = await ours.next()
    const stands = !mine.done && mine.value.seq === at ? mine.value.leaf : undefined
    // As far as the backup goes, its leaves: wrong ones would not come to the head.
    const next = kept.done ? stands : kept.value.leaf
    if (!next) return false
    tree = grow(tree, next).frontier
  }
  return toHex(rootOf(tree)) === head.root
}

/** A node is the root of the leaves below it. */
async function isNode(here: Audit, { level, idx, hash }: StoredRows['nodes']): Promise<boolean> {
  const width = 2 ** (TILE_HEIGHT * level)
  let tree = EMPTY_TREE
  for await (const row of rowsOf(here, 'entries', () => undefined)) {
    if (row.seq <= idx * width) continue
    tree = grow(tree, row.leaf).frontier
    if (tree.size === width) return sameBytes(rootOf(tree), hash)
  }
  return false
}
