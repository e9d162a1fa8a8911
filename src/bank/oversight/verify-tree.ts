/**
 * The tree over the entries' leaves: the nodes that are kept of it, the
 * checkpoints that were signed, and the head that is kept outside the database.
 * What was signed outweighs what is stored.
 */
import { Buffer } from 'node:buffer'
import { type Hash, sameBytes } from '../../ledger/sha256.ts'
import {
  EMPTY_ROOT,
  EMPTY_TREE,
  type Frontier,
  grow,
  rootOf,
  TILE_HEIGHT,
} from '../../ledger/tree.ts'
import type { Head } from '../ports.ts'
import type { Audit, StoredRows } from '../ports-audit.ts'
import { sameHash, type VerifyFault, textOf } from './evidence.ts'
import type { Books } from './verify-entries.ts'

/** Rows read at a time. */
const STRETCH = 1_000

/** A hash by the stored leaves, and, where some leaf was changed, by the leaves as they were. */
interface Two {
  readonly stored: Hash
  readonly meant?: Hash
}

/** The tree as it grows while entries are read. */
export interface Growth {
  stored: Frontier
  /** Undefined while all leaves are as they were meant. */
  meant: Frontier | undefined
  readonly nodes: Map<string, Two>
  /** Roots at the sizes somebody will ask for. */
  readonly roots: Map<number, Two>
  readonly anchors: ReadonlySet<number>
  /** Stretches of leaves (from, to] that what was kept of the tree knows as they were meant, not as they are stored. */
  readonly meantFor: (readonly [from: number, to: number])[]
}

/**
 * What a checkpoint's note says, opened with the keys one trusts. Undefined
 * when it is signed by none of them; 'broken' when one of them did sign it and
 * the note is not as it was.
 */
export type OpenNote = (note: string) => Said | 'broken' | undefined

interface Said {
  readonly size: number
  readonly root: Uint8Array
}

/** A checkpoint is signed while others go on recording: its clock may pass the next entry's by so much. */
const SIGNING_MS = 60_000

export function newGrowth(anchors: readonly number[]): Growth {
  return {
    stored: EMPTY_TREE,
    meant: undefined,
    nodes: new Map(),
    roots: new Map([[0, { stored: EMPTY_ROOT }]]),
    anchors: new Set(anchors),
    meantFor: [],
  }
}

/** The next leaf, as stored and as it was meant; undefined keeps the place of one that is missing. */
export function plant(growth: Growth, stored: unknown, meant: unknown): void {
  const leaf = hashOf(stored)
  const own = hashOf(meant)
  if (!growth.meant && !sameBytes(leaf, own)) growth.meant = growth.stored
  const grown = grow(growth.stored, leaf)
  const other = growth.meant && grow(growth.meant, own)
  growth.stored = grown.frontier
  growth.meant = other?.frontier
  for (const [at, node] of grown.nodes.entries()) {
    const twin = other?.nodes[at]
    growth.nodes.set(`${node.level} ${node.index}`, {
      stored: node.hash,
      ...(twin ? { meant: twin.hash } : {}),
    })
  }
  const { size } = grown.frontier
  if (growth.anchors.has(size)) growth.roots.set(size, rootsOf(growth))
}

function rootsOf({ stored, meant }: Growth): Two {
  return { stored: rootOf(stored), ...(meant ? { meant: rootOf(meant) } : {}) }
}

function hashOf(value: unknown): Hash {
  return value instanceof Uint8Array && value.length === 32 ? value : Buffer.alloc(32)
}

/** Whether a kept hash is that of the leaves, stored or meant; where only meant, that is noted. */
function fits({ meantFor }: Growth, two: Two, hash: unknown, from: number, to: number): boolean {
  if (sameHash(two.stored, hash)) return true
  if (!sameHash(two.meant, hash)) return false
  meantFor.push([from, to])
  return true
}

/** Whether a row is of an entry that was recorded since the reading began. */
export async function isLater(audit: Audit, { end }: Books, seq: number): Promise<boolean> {
  return seq > end && seq <= (await audit.last())
}

/** True when the leaves (from, to] are all as they were written. */
function isClean(books: Books, from: number, to: number): boolean {
  return !books.unclean.subarray(from + 1, to + 1).includes(1)
}

export async function verifyNodes(
  audit: Audit,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const wanted = new Map(books.growth.nodes)
  const blame = (level: number, idx: number, detail: string, column?: string) =>
    faults.push({
      code: 'tampered',
      table: 'nodes',
      key: `level=${level} idx=${idx}`,
      ...(column === undefined ? {} : { column }),
      detail,
    })
  for await (const { level, idx, hash } of rowsOf(audit, 'nodes', progress)) {
    const node = wanted.get(`${level} ${idx}`)
    wanted.delete(`${level} ${idx}`)
    const width = 2 ** (TILE_HEIGHT * level)
    const [from, to] = [idx * width, (idx + 1) * width]
    if (!node) {
      if (!(await isLater(audit, books, to))) blame(level, idx, 'is no node of this tree')
    } else if (!fits(books.growth, node, hash, from, to) && isClean(books, from, to)) {
      blame(level, idx, 'is not what its leaves give', 'hash')
    }
  }
  for (const key of wanted.keys()) {
    const [level = 0, idx = 0] = key.split(' ').map(Number)
    blame(level, idx, 'is missing')
  }
}

/** Every row of a table, a stretch at a time. */
export async function* rowsOf<Table extends keyof StoredRows>(
  audit: Audit,
  table: Table,
  progress: (rows: number) => void,
): AsyncGenerator<StoredRows[Table]> {
  let after: StoredRows[Table] | undefined
  for (;;) {
    const rows: readonly StoredRows[Table][] = await audit.stretch(table, after, STRETCH)
    yield* rows
    progress(rows.length)
    after = rows.at(-1)
    if (rows.length < STRETCH) return
  }
}

/**
 * Checkpoints against the tree. A signed root that true leaves do not give
 * says the journal was forked; a signed size beyond its end, that it was
 * rolled back. It was signed not before its last entry, nor long after the next.
 */
export async function verifyCheckpoints(
  audit: Audit,
  books: Books,
  faults: VerifyFault[],
  open: OpenNote | undefined,
): Promise<void> {
  const shut: VerifyFault[] = []
  let opened = 0
  for await (const row of rowsOf(audit, 'checkpoints', () => undefined)) {
    if (await isLater(audit, books, row.size)) continue
    const key = `size=${row.size}`
    const blame = (column: string, detail: string): VerifyFault => ({
      code: 'tampered',
      table: 'checkpoints',
      key,
      column,
      detail,
    })
    const text = saidIn(textOf(row.note))
    const said = text && open ? open(textOf(row.note)) : text
    if (!text) faults.push(blame('note', 'is no checkpoint'))
    else if (said === 'broken') faults.push(blame('note', 'does not open'))
    else if (!said) shut.push(blame('note', 'is signed by no key given'))
    else {
      opened++
      faults.push(...checkpointFaults(row, said, books, blame))
    }
    if (isOffTime(row, books)) faults.push(blame('recorded_at', 'is not when it was signed'))
  }
  // One that no key opens, among others that open, was changed; when none opens, it is the key.
  if (opened > 0) faults.push(...shut)
  else if (shut.length > 0) {
    const detail = 'none of the checkpoints opens with the keys given'
    faults.push({ code: 'key', table: 'checkpoints', key: 'note', detail })
  }
}

function isOffTime(row: StoredRows['checkpoints'], { recordedAt, unclean }: Books): boolean {
  const last = recordedAt[row.size] ?? 0
  if (last === 0 || unclean[row.size] === 1) return false
  const next = unclean[row.size + 1] === 1 ? 0 : (recordedAt[row.size + 1] ?? 0)
  return row.recorded_at < last || (next > 0 && row.recorded_at > next + SIGNING_MS)
}

function checkpointFaults(
  row: StoredRows['checkpoints'],
  said: Said,
  books: Books,
  blame: (column: string, detail: string) => VerifyFault,
): readonly VerifyFault[] {
  if (said.size !== row.size) return [blame('size', `is not the ${said.size} of its note`)]
  const found: VerifyFault[] = []
  if (!sameHash(said.root, row.root)) found.push(blame('root', 'is not the root of its note'))
  const { size } = books.growth.stored
  if (said.size > size) {
    const detail = `was signed, and the journal ends at ${size}`
    return [
      ...found,
      { code: 'rolled-back', table: 'checkpoints', key: `size=${said.size}`, detail },
    ]
  }
  const root = books.growth.roots.get(said.size)
  const isSame = root === undefined || fits(books.growth, root, said.root, 0, said.size)
  if (!isSame && isClean(books, 0, said.size)) {
    const detail = 'was signed with another root than the entries give'
    found.push({ code: 'forked', table: 'checkpoints', key: `size=${said.size}`, detail })
  }
  return found
}

/** What a note says, its signatures unread. */
function saidIn(note: string): Said | undefined {
  const found = /^[^\n]+\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\n\n/.exec(note)
  if (!found) return undefined
  return { size: Number(found[1]), root: Buffer.from(found[2] as string, 'base64') }
}

/** The head kept outside the database: nothing older, and nothing else, may stand here. */
export function verifyHead(books: Books, faults: VerifyFault[], head: Head | undefined): void {
  if (!head) return
  const { size } = books.growth.stored
  const key = `size=${head.size}`
  if (size < head.size) {
    const detail = `was signed, and the journal ends at ${size}`
    faults.push({ code: 'rolled-back', table: 'heads', key, detail })
    return
  }
  const root = books.growth.roots.get(head.size)
  const kept = Buffer.from(head.root, 'hex')
  if (root && fits(books.growth, root, kept, 0, head.size)) return
  if (!isClean(books, 0, head.size)) return
  const detail = 'was signed with another root than the entries give'
  faults.push({ code: 'forked', table: 'heads', key, detail })
}
