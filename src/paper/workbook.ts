/**
 * Reads from a workbook's own XML what the sheet library does not tell: which
 * sheet is the first one shown, where cells are merged, computed or in error,
 * and how far the values reach. One pass over the tags, linear however the
 * file was crafted.
 */

import { columnOf, rowOf } from './cell.ts'

export interface SheetPlace {
  /** Its place in the workbook, from one, as the library counts. */
  readonly index: number
  readonly name: string
  readonly path: string
  /** Names of the sheets nobody reads, so that a page can say so. */
  readonly others: readonly string[]
}

export interface Survey {
  readonly merges: readonly string[]
  readonly formulas: readonly string[]
  readonly errors: readonly string[]
  readonly lastRow: number
  /** The cell furthest to the right that holds a value. */
  readonly widest: string
}

/** The first sheet that is not hidden. */
export function firstSheet(parts: ReadonlyMap<string, Uint8Array>): SheetPlace | undefined {
  const sheets = tagsIn(textIn(parts, 'xl/workbook.xml'), 'sheet')
  const at = sheets.findIndex((tag) => (attribute(tag, 'state') ?? 'visible') === 'visible')
  const sheet = sheets[at]
  if (sheet === undefined) return undefined

  const relation = attribute(sheet, 'id')
  const target = tagsIn(textIn(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship')
    .filter((tag) => attribute(tag, 'Id') === relation)
    .map((tag) => attribute(tag, 'Target'))[0]
  if (target === undefined) return undefined

  const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
  const names = sheets.map((tag) => unescaped(attribute(tag, 'name') ?? ''))
  return {
    index: at + 1,
    name: names[at] ?? '',
    path,
    others: names.filter((_, index) => index !== at),
  }
}

const TAG = /<(?:\w+:)?(c|f|v|is|mergeCell)(?=[\s/>])([^<>]*)>/g

export function survey(xml: string): Survey {
  const merges: string[] = []
  const formulas: string[] = []
  const errors: string[] = []
  let cell = ''
  let lastRow = 0
  let widest = 'A1'

  for (const [, tag, attributes = ''] of xml.matchAll(TAG)) {
    if (tag === 'mergeCell') merges.push(attribute(attributes, 'ref') ?? '')
    else if (tag === 'f') formulas.push(cell)
    else if (tag === 'c') {
      cell = attribute(attributes, 'r') ?? ''
      if (attribute(attributes, 't') === 'e') errors.push(cell)
    } else if (!attributes.endsWith('/')) {
      lastRow = Math.max(lastRow, rowOf(cell))
      if (columnOf(cell) > columnOf(widest)) widest = cell
    }
  }
  return { merges, formulas, errors, lastRow, widest }
}

export function textIn(parts: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder().decode(parts.get(path) ?? new Uint8Array())
}

function tagsIn(xml: string, name: string): readonly string[] {
  const tag = new RegExp(`<(?:\\w+:)?${name}(?=[\\s/>])([^<>]*)>`, 'g')
  return [...xml.matchAll(tag)].map((found) => found[1] ?? '')
}

const ATTRIBUTES = new Map<string, RegExp>()

/** A sheet has a hundred thousand cells: each expression is compiled once. */
function attribute(tag: string, name: string): string | undefined {
  const known = ATTRIBUTES.get(name) ?? new RegExp(`(?:^|[\\s:])${name}="([^"]*)"`)
  ATTRIBUTES.set(name, known)
  return known.exec(tag)?.[1]
}

function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
}
