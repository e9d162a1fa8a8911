/**
 * Opens the zip an xlsx is, without trusting it. A bomb names its true size in
 * the central directory, or lies there: the first is refused before a byte is
 * unpacked, the second the moment it unpacks to more than it said.
 */

import { Inflate } from 'fflate'

import type { SheetFault } from './fault.ts'

/** A sheet of 5,000 rows unpacks to some 5 MB; ten times that is room for styles and pictures. */
export const UNPACKED_MAX = 60 * 1024 * 1024

/** A workbook has some dozen parts; thousands are an attack on whoever lists them. */
const PARTS_MAX = 1_000

/** How much is fed to the inflater at once: it can grow a thousandfold before anyone looks. */
const SLICE = 16 * 1024

interface Part {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly start: number
}

/** The XML parts of the archive by name. */
export function unpack(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> | SheetFault {
  const parts = directoryOf(bytes)
  if (parts === 'encrypted') return { code: 'sheet-encrypted' }
  if (parts === undefined) return { code: 'sheet-unreadable' }

  const size = parts.reduce((sum, part) => sum + part.size, 0)
  if (size > UNPACKED_MAX) {
    return { code: 'sheet-too-large', bytes: size, limit: UNPACKED_MAX, unpacked: true }
  }

  const unpacked = new Map<string, Uint8Array>()
  for (const part of parts) {
    if (!/\.(xml|rels)$/.test(part.name)) continue
    const content = contentOf(bytes, part)
    if (content === undefined) return { code: 'sheet-unreadable' }
    if (isRiddled(content)) return { code: 'sheet-unreadable' }
    unpacked.set(part.name, content)
  }
  return unpacked
}

function directoryOf(bytes: Uint8Array): readonly Part[] | 'encrypted' | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === undefined) return undefined

  const { count, start } = end
  let at = start
  if (count > PARTS_MAX) return undefined

  const parts: Part[] = []
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined
    if ((view.getUint16(at + 8, true) & 1) === 1) return 'encrypted'
    const named = at + 46 + view.getUint16(at + 28, true)
    const next = named + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > bytes.length) return undefined
    const [size, packed, start] = longNumbers(view, at, named)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, named))
    parts.push({ name, method: view.getUint16(at + 10, true), packed, size, start })
    at = next
  }
  return parts
}

/** The end record is last, before a comment of at most 64 KiB. */
function endOf(view: DataView): { readonly count: number; readonly start: number } | undefined {
  const least = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= least; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue
    const count = view.getUint16(at + 10, true)
    const start = view.getUint32(at + 16, true)
    return count === 0xffff || start === FULL ? longEndOf(view, at - 20) : { count, start }
  }
  return undefined
}

/** All ones: the number stands elsewhere, in 64 bits. Server exports do so even when it would fit. */
const FULL = 0xffff_ffff

function longEndOf(view: DataView, locator: number): ReturnType<typeof endOf> {
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) return undefined
  const at = Number(view.getBigUint64(locator + 8, true))
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== 0x06064b50) return undefined
  const count = Number(view.getBigUint64(at + 32, true))
  return { count, start: Number(view.getBigUint64(at + 48, true)) }
}

/** Size, packed size and start of a part; its extra field holds those that are all ones, in order. */
function longNumbers(view: DataView, at: number, extra: number): readonly [number, number, number] {
  const end = extra + view.getUint16(at + 30, true)
  let from = extra
  while (from + 4 <= end && view.getUint16(from, true) !== 1) {
    from += 4 + view.getUint16(from + 2, true)
  }
  from += 4
  const [size = FULL, packed = FULL, start = FULL] = [24, 20, 42].map((offset) => {
    const short = view.getUint32(at + offset, true)
    if (short !== FULL || from + 8 > end) return short
    from += 8
    return Number(view.getBigUint64(from - 8, true))
  })
  return [size, packed, start]
}

function contentOf(bytes: Uint8Array, part: Part): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (part.start + 30 > bytes.length) return undefined
  const header = 30 + view.getUint16(part.start + 26, true) + view.getUint16(part.start + 28, true)
  const packed = bytes.subarray(part.start + header, part.start + header + part.packed)

  if (part.method === 0) return packed.length === part.size ? packed : undefined
  if (part.method !== 8) return undefined
  return inflated(packed, part.size)
}

function inflated(packed: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size)
  let at = 0
  const stream = new Inflate((chunk) => {
    if (at + chunk.length > size) throw new Error('a part unpacks to more than it said')
    out.set(chunk, at)
    at += chunk.length
  })
  try {
    for (let from = 0; from < packed.length; from += SLICE) {
      stream.push(packed.subarray(from, from + SLICE), from + SLICE >= packed.length)
    }
  } catch {
    return undefined
  }
  return at === size ? out : undefined
}

/** The longest tag met is a root with all its namespaces, of some 4 KB. */
const TAG_MAX = 10_000

/** A cell holds 32,767 characters, of at most six bytes when they are escaped. */
const TEXT_MAX = 200_000

/**
 * Whether the XML is shaped as no office program shapes it: a DOCTYPE is how
 * entities that grow are smuggled in, and a parser fed in pieces begins an
 * endless tag again with each piece.
 */
function isRiddled(content: Uint8Array): boolean {
  if (new TextDecoder().decode(content.subarray(0, 2_000)).includes('<!DOCTYPE')) return true
  let at = 0
  for (;;) {
    const open = content.indexOf(0x3c, at)
    if (open === -1) return content.length - at > TEXT_MAX
    const close = content.indexOf(0x3e, open)
    if (close === -1 || close - open > TAG_MAX || open - at > TEXT_MAX) return true
    at = close + 1
  }
}
