/**
 * What a printed paper says, apart from what it is printed with: blocks from
 * top to bottom, on a sheet of A4 or on a roll. The page at the desk and the
 * PDF are made from the same blocks, so they cannot say different things.
 */

/** A4 upright, and the two rolls that slip printers take, by their width in millimetres. */
export const PRINT_SIZES = ['a4', 'roll-80', 'roll-58'] as const
export type PrintSize = (typeof PRINT_SIZES)[number]

export type PrintBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'text'
      readonly text: string
      readonly small?: boolean
      readonly centre?: boolean
    }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [string, string])[] }
  | PrintTable
  /** An address as a QR code, and what stands under it. */
  | { readonly kind: 'code'; readonly address: string; readonly caption: string }
  /** Places to sign and to put a seal on. */
  | { readonly kind: 'signatures'; readonly places: readonly string[] }

export interface PrintTable {
  readonly kind: 'table'
  readonly head: readonly string[]
  /** Shares of the width, one a column. */
  readonly widths: readonly number[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of figures, from 0: they stand to the right. */
  readonly figures?: readonly number[]
}

export interface Print {
  readonly title: string
  readonly size: PrintSize
  readonly language: 'zh' | 'en'
  readonly blocks: readonly PrintBlock[]
  /** Stands at the foot of every page. */
  readonly foot: string
  /** When it was made, ms since 1970 UTC. */
  readonly at: number
}

export function isPrintSize(text: string | undefined): text is PrintSize {
  return PRINT_SIZES.some((size) => size === text)
}

/** All that is written on it, in order. */
export function textOf({ title, blocks, foot }: Print): string {
  return [title, ...blocks.flatMap(textsIn), foot].join('\n')
}

function textsIn(block: PrintBlock): readonly string[] {
  switch (block.kind) {
    case 'facts':
      return block.rows.flat()
    case 'table':
      return [...block.head, ...block.rows.flat()]
    case 'code':
      return [block.caption]
    case 'signatures':
      return block.places
    default:
      return [block.text]
  }
}

/** A paper as bytes, and the characters its font does not have. */
export interface Printed {
  readonly bytes: Uint8Array
  readonly lacking: readonly string[]
}

/** Makes PDFs. Not every door has one: where there is none, the page itself is printed. */
export type Printer = (print: Print) => Promise<Printed>

/** "U+20BB7". */
export function codePoint(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
