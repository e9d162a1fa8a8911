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

  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > PARTS_MAX) return undefined

  const parts: Part[] = []
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined
    if ((view.getUint16(at + 8, true) & 1) === 1) return 'encrypted'
    const nameLength = view.getUint16(at + 28, true)
    parts.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return parts
}

/** The end record is last, before a comment of at most 64 KiB. */
function endOf(view: DataView): number | undefined {
  const least = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= least; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  return undefined
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

/** No office program writes a DOCTYPE; it is how entities that grow are smuggled in. */
function isRiddled(content: Uint8Array): boolean {
  return new TextDecoder().decode(content.subarray(0, 2_000)).includes('<!DOCTYPE')
}
