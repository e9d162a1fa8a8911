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
  /** How many cells there are up to the last value, empty ones too. */
  readonly cells: number
  /** Where in the XML the last value stands. */
  readonly lastAt: number
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
  let lastAt = 0
  let widest = 'A1'
  let passed = 0
  let cells = 0

  for (const { 1: tag, 2: attributes = '', index } of xml.matchAll(TAG)) {
    if (tag === 'mergeCell') merges.push(attribute(attributes, 'ref') ?? '')
    else if (tag === 'f') formulas.push(cell)
    else if (tag === 'c') {
      passed += 1
      cell = attribute(attributes, 'r') ?? ''
      if (attribute(attributes, 't') === 'e') errors.push(cell)
    } else if (!attributes.endsWith('/')) {
      lastRow = Math.max(lastRow, rowOf(cell))
      lastAt = index
      cells = passed
      if (columnOf(cell) > columnOf(widest)) widest = cell
    }
  }
  return { merges, formulas, errors, lastRow, widest, cells, lastAt }
}

const ROW_END = /<\/(\w+:)?row>/g

/** The sheet up to its last value: below it a program may keep a million lines of borders. */
export function cutBelow(xml: string, lastAt: number): string {
  ROW_END.lastIndex = lastAt
  const end = ROW_END.exec(xml)
  if (end === null) return xml
  const prefix = end[1] ?? ''
  return `${xml.slice(0, ROW_END.lastIndex)}</${prefix}sheetData></${prefix}worksheet>`
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
