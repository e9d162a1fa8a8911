/**
 * Fills in a workbook that somebody made: cells it has a defined name for get
 * their value, and everything else stays as it was, since the workbook's own
 * XML is edited and never written anew.
 */
import { unzipSync, zipSync } from 'fflate'
import { columnOf, rowOf } from './cell.ts'
import type { SheetFault } from './fault.ts'
import { isSheetFault } from './fault.ts'
import { unpack } from './zip.ts'

export interface Filled {
  readonly bytes: Uint8Array
  /** Names that were filled in. */
  readonly names: readonly string[]
}

interface Place {
  readonly name: string
  readonly path: string
  readonly ref: string
}

/** Names of single cells a workbook has, each once, as they are written. Refuses what is no workbook. */
export function namesIn(bytes: Uint8Array): readonly string[] | SheetFault {
  const found = opened(bytes)
  if (isSheetFault(found)) return found
  const { parts } = found
  const text = (path: string) => new TextDecoder().decode(parts[path] ?? new Uint8Array())
  const places = placesIn(text('xl/workbook.xml'), text(RELATIONS))
  const there = places.filter(({ path, name }) => parts[path] && !name.startsWith('_xlnm.'))
  return [...new Set(there.map(({ name }) => plain(name)))]
}

function opened(bytes: Uint8Array): { readonly parts: Record<string, Uint8Array> } | SheetFault {
  const checked = unpack(bytes)
  if (isSheetFault(checked)) return checked
  if (!checked.has('xl/workbook.xml')) return { code: 'sheet-unreadable' }
  return { parts: unzipSync(bytes) }
}

/** What a zip says of when its parts were made: always the same, so that the same report is the same bytes. */
const MADE = new Date(1980, 0, 1)

/** Refuses what is no workbook. Names the values do not have are left alone. */
export function fillTemplate(
  bytes: Uint8Array,
  values: ReadonlyMap<string, string | number>,
): Filled | SheetFault {
  const found = opened(bytes)
  if (isSheetFault(found)) return found
  const { parts } = found
  const text = (path: string) => new TextDecoder().decode(parts[path] ?? new Uint8Array())
  const keep = (path: string, xml: string) => {
    parts[path] = new TextEncoder().encode(xml)
  }
  const names: string[] = []
  for (const { name, path, ref } of placesIn(text('xl/workbook.xml'), text(RELATIONS))) {
    const value = values.get(name) ?? values.get(name.toLowerCase())
    if (value === undefined || parts[path] === undefined) continue
    keep(path, withCell(text(path), ref, value))
    names.push(name)
  }
  // Formulas over what was filled in are reckoned when the file is opened.
  keep('xl/workbook.xml', reckoned(text('xl/workbook.xml')))
  return { bytes: zipSync(parts, { mtime: MADE }), names }
}

const RELATIONS = 'xl/_rels/workbook.xml.rels'

/** Where each name points; one that is no single cell is left out. */
function placesIn(workbook: string, relations: string): readonly Place[] {
  const targets = new Map(
    [...relations.matchAll(/<Relationship ([^>]*)>/g)].map(([, tag = '']) => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target').replace(/^\/xl\//, ''),
    ]),
  )
  const sheets = new Map(
    [...workbook.matchAll(/<sheet ([^>]*)>/g)].map(([, tag = '']) => [
      plain(attribute(tag, 'name')),
      `xl/${targets.get(attribute(tag, 'r:id')) ?? ''}`,
    ]),
  )
  const found = workbook.matchAll(/<definedName ([^>]*)>([^<]*)<\/definedName>/g)
  return [...found].flatMap(([, tag = '', said = '']) => {
    const [, quoted, bare, column = '', row = ''] =
      /^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(plain(said)) ?? []
    const path = sheets.get(quoted?.replaceAll("''", "'") ?? bare ?? '')
    return path === undefined ? [] : [{ name: attribute(tag, 'name'), path, ref: column + row }]
  })
}

function attribute(tag: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}

function plain(text: string): string {
  return text
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The sheet with a value in one cell; the cell keeps its style, and its formula goes. */
function withCell(xml: string, ref: string, value: string | number): string {
  const known = new RegExp(`<c r="${ref}"([^>]*?)(?:/>|>[\\s\\S]*?</c>)`).exec(xml)
  const style = known ? attribute(known[1] ?? '', 's') : ''
  const cell = cellXml(ref, style, value)
  if (known) return spliced(xml, known.index, known[0].length, cell)
  const row = new RegExp(`<row r="${rowOf(ref)}"([^>]*?)(/>|>([\\s\\S]*?)</row>)`).exec(xml)
  if (!row) return withRow(xml, ref, cell)
  const inside = row[3] ?? ''
  const next = [...inside.matchAll(/<c r="([A-Z]+)\d+"/g)].find(
    ([, column = '']) => columnOf(column) > columnOf(ref),
  )
  const at = next?.index ?? inside.length
  const filled = spliced(inside, at, 0, cell)
  return spliced(xml, row.index, row[0].length, `<row r="${rowOf(ref)}"${row[1]}>${filled}</row>`)
}

function withRow(xml: string, ref: string, cell: string): string {
  const row = `<row r="${rowOf(ref)}">${cell}</row>`
  const next = [...xml.matchAll(/<row r="(\d+)"/g)].find(([, n]) => Number(n) > rowOf(ref))
  if (next) return spliced(xml, next.index, 0, row)
  if (xml.includes('<sheetData/>'))
    return xml.replace('<sheetData/>', `<sheetData>${row}</sheetData>`)
  return xml.replace('</sheetData>', () => `${row}</sheetData>`)
}

function cellXml(ref: string, style: string, value: string | number): string {
  const styled = style === '' ? '' : ` s="${style}"`
  if (typeof value === 'number') return `<c r="${ref}"${styled}><v>${value}</v></c>`
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<c r="${ref}"${styled} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
}

function spliced(text: string, at: number, length: number, put: string): string {
  return `${text.slice(0, at)}${put}${text.slice(at + length)}`
}

function reckoned(workbook: string): string {
  if (/<calcPr[^>]*fullCalcOnLoad/.test(workbook)) return workbook
  if (/<calcPr /.test(workbook)) return workbook.replace('<calcPr ', '<calcPr fullCalcOnLoad="1" ')
  return workbook.replace('</workbook>', '<calcPr fullCalcOnLoad="1"/></workbook>')
}
