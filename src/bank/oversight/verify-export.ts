/**
 * An exported journal (JSON lines) checked alone, without the house it came
 * from: each line against its leaf, each posting against the line of its
 * account before, and all of it against the signed checkpoint at the end.
 */
import { canonical } from '../../ledger/canonical.ts'
import type { Entry, Posting } from '../../ledger/entry.ts'
import { leafHash } from '../../ledger/leaf.ts'
import { fromHex, sameBytes, toHex } from '../../ledger/sha256.ts'
import { EMPTY_TREE, type Frontier, grow, rootOf } from '../../ledger/tree.ts'
import { openCheckpoint } from '../../proof/checkpoint.ts'
import { isObject, type Json, type JsonObject, readJson } from '../../proof/json.ts'
import type { VerifyFault } from './evidence.ts'

export interface VerifiedExport {
  readonly entries: number
  /** Root over the leaves in the file, hex. */
  readonly root: string
  readonly faults: readonly VerifyFault[]
  /** Whether the key was one given, or only the one the file brings itself. */
  readonly keyFrom: 'given' | 'file'
  /** 0 sound, 2 tampered, 4 only that no key given opens the checkpoint. */
  readonly exit: 0 | 2 | 4
}

interface Reading {
  readonly faults: VerifyFault[]
  readonly stands: Map<string, Pick<Posting, 'balance' | 'line'>>
  tree: Frontier
  recordedAt: number
  sealed: boolean
}

/** Lines that are named one by one; beyond them a file is not what was exported anyway. */
const FAULTS_MOST = 100

/**
 * Reads the lines once and holds no more than the balance of each account.
 * Without `vkeys` the file is checked with the key it brings: that shows that
 * it is whole, not whose it is.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  vkeys?: readonly string[],
): Promise<VerifiedExport> {
  const reading: Reading = {
    faults: [],
    stands: new Map(),
    tree: EMPTY_TREE,
    recordedAt: 0,
    sealed: false,
  }
  let number = 0
  for await (const line of lines) {
    number++
    if (reading.faults.length >= FAULTS_MOST) break
    readLine(reading, line, number, vkeys)
  }
  if (!reading.sealed && reading.faults.length === 0)
    blame(reading, `line=${number + 1}`, 'the checkpoint that ends an export is missing')
  const has = (code: VerifyFault['code']) => reading.faults.some((fault) => fault.code === code)
  return {
    entries: reading.tree.size,
    root: toHex(rootOf(reading.tree)),
    faults: reading.faults,
    keyFrom: vkeys ? 'given' : 'file',
    exit: has('tampered') ? 2 : has('key') ? 4 : 0,
  }
}

function blame({ faults }: Reading, key: string, detail: string, column?: string): void {
  const where = column === undefined ? {} : { column }
  faults.push({ code: 'tampered', table: 'entries', key, ...where, detail })
}

function readLine(
  reading: Reading,
  line: string,
  number: number,
  vkeys: readonly string[] | undefined,
): void {
  const at = `line=${number}`
  const read = readJson(line)
  if (!read.ok || !isObject(read.value)) return blame(reading, at, 'is no JSON object')
  if (canonical(read.value) !== line) return blame(reading, at, 'is not in canonical form')
  if (reading.sealed) return blame(reading, at, 'stands after the checkpoint')
  if ('checkpoint' in read.value) return readSeal(reading, read.value, vkeys)

  const entry = entryIn(read.value)
  const seq = reading.tree.size + 1
  const key = `seq=${seq}`
  if (!entry) return blame(reading, key, 'has not the fields of an entry')
  const { leaf } = entry
  reading.tree = grow(reading.tree, leaf).frontier
  if (entry.seq !== seq) blame(reading, key, `stands here as ${entry.seq}`, 'seq')
  else if (!sameBytes(leafHash(entry), leaf)) blame(reading, key, 'is not what its leaf says')
  else follow(reading, entry, key)
}

/** The rules of the books that a leaf alone does not show. */
function follow(reading: Reading, entry: Entry, key: string): void {
  const sum = entry.postings.reduce((total, { minutes }) => total + minutes, 0)
  if (sum !== 0) blame(reading, key, `does not balance: it is off by ${sum} minutes`, 'postings')
  if (entry.recordedAt < reading.recordedAt)
    blame(reading, key, 'is earlier than the entry before', 'recordedAt')
  reading.recordedAt = entry.recordedAt
  for (const { account, minutes, balance, line } of entry.postings) {
    const before = reading.stands.get(account) ?? { balance: 0, line: 0 }
    if (before.balance + minutes !== balance || before.line + 1 !== line)
      blame(reading, key, `does not follow from the line before of ${account}`, 'postings')
    reading.stands.set(account, { balance, line })
  }
}

function readSeal(reading: Reading, seal: JsonObject, vkeys: readonly string[] | undefined): void {
  reading.sealed = true
  const [note, own] = [textOf(seal['checkpoint']), textOf(seal['key'])]
  const opened = openCheckpoint(note, vkeys ?? [own])
  const fault = (code: 'tampered' | 'key', detail: string) =>
    reading.faults.push({ code, table: 'checkpoints', key: `size=${reading.tree.size}`, detail })
  if (!opened.ok) {
    // Opened by the key beside it, it is whole; only not signed by whom one trusts.
    const isWhole = openCheckpoint(note, [own]).ok
    fault(isWhole ? 'key' : 'tampered', isWhole ? 'no key given opens it' : 'does not open')
    if (!isWhole) return
  }
  const said = opened.ok ? opened : openCheckpoint(note, [own])
  if (!said.ok) return
  const { size, root } = said.checkpoint
  if (size !== reading.tree.size) fault('tampered', `was signed over ${size} entries`)
  else if (!sameBytes(root, rootOf(reading.tree))) fault('tampered', 'was signed over another root')
}

/** A text no note and no key is, where there is none. */
const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : '')

const TEXTS = [
  'id',
  'kind',
  'servedOn',
  'station',
  'organisation',
  'service',
  'rules',
  'by',
] as const

/** The entry of a line; undefined where a field is missing, too many, or of another kind. */
function entryIn(line: JsonObject): Entry | undefined {
  const { seq, recordedAt, closes, proof, refs, postings } = line
  if (Object.keys(line).length !== 17) return undefined
  if (typeof seq !== 'number' || typeof recordedAt !== 'number') return undefined
  if (TEXTS.some((name) => typeof line[name] !== 'string')) return undefined
  if (closes !== null && typeof closes !== 'number') return undefined
  if (proof !== null && typeof proof !== 'string') return undefined
  if (!Array.isArray(refs) || !refs.every(isRef)) return undefined
  if (!Array.isArray(postings) || !postings.every(isPosting)) return undefined
  const [request, salt] = [bytesIn(line['request'], 16), bytesIn(line['salt'], 16)]
  const leaf = bytesIn(line['leaf'], 32)
  if (!request || !salt || !leaf) return undefined
  const { proof: _proof, closes: _closes, ...said } = line
  // Every field was looked at above; what they say is for the leaf to prove.
  return {
    ...(said as unknown as Entry),
    ...(proof === null ? {} : { proof: proof as NonNullable<Entry['proof']> }),
    ...(closes === null ? {} : { closes: closes as NonNullable<Entry['closes']> }),
    ...{ request, salt, leaf },
  }
}

function bytesIn(value: Json | undefined, count: number): Uint8Array | undefined {
  const text = textOf(value)
  return text.length === count * 2 && /^[0-9a-f]*$/.test(text) ? fromHex(text) : undefined
}

function isRef(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
}

function isPosting(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { account, home, minutes, balance, line } = value as Record<string, unknown>
  const texts = [account, home].every((one) => typeof one === 'string')
  const numbers = [minutes, balance, line].every((one) => typeof one === 'number')
  return texts && numbers && Object.keys(value).length === 5
}
