/**
 * Papers as PDF: tagged, in the language they are written in, with a part of
 * one Chinese font in the file, so that they look the same on any machine. A
 * character the font lacks is named by its number and never left blank: a name
 * with a hole in it would be somebody else's.
 */
import {
  codePoint,
  type Print,
  type PrintBlock,
  type Printed,
  type Printer,
  type PrintTable,
  textOf,
} from './print.ts'
import { qrRuns } from './qr.ts'

const POINTS_A_MM = 72 / 25.4
const A4 = { width: 595.28, height: 841.89 } as const
/** Longer than any slip: a roll is measured on it first. */
const ROLL_MAX = 14_000

interface Look {
  readonly margin: number
  readonly text: number
  readonly small: number
  readonly title: number
  readonly code: number
  /** A roll is as wide as its printer, and as long as what stands on it. */
  readonly width: number
}

const LOOKS: Readonly<Record<Print['size'], Look>> = {
  a4: { margin: 48, text: 10.5, small: 8.5, title: 18, code: 96, width: A4.width },
  'roll-80': { margin: 11, text: 9.5, small: 8, title: 13, code: 142, width: 80 * POINTS_A_MM },
  'roll-58': { margin: 7, text: 9, small: 7.5, title: 12, code: 128, width: 58 * POINTS_A_MM },
}

type Document = PDFKit.PDFDocument

/** What is asked of the font that a document holds open. */
interface FontInside {
  readonly font: { hasGlyphForCodePoint(code: number): boolean }
}

interface Drawing {
  readonly doc: Document
  readonly look: Look
  readonly inner: number
  /** Text as the font can write it. */
  readonly said: (text: string) => string
}

/** What documents are made with. */
interface Kit {
  readonly Pdf: new (options: PDFKit.PDFDocumentOptions) => Document
  readonly font: Uint8Array
}

/** A printer with one static TrueType font. The library is loaded here, and not when the service starts. */
export async function pdfPrinter(font: Uint8Array): Promise<Printer> {
  const { default: Pdf } = await import('pdfkit')
  const kit = { Pdf, font }
  return async (print) => {
    const height = print.size === 'a4' ? A4.height : rollHeight(kit, print)
    return written(kit, print, height)
  }
}

function rollHeight(kit: Kit, print: Print): number {
  const doc = opened(kit, print, ROLL_MAX)
  draw(drawingOn(doc, print, new Set()), print)
  const end = doc.y + LOOKS[print.size].margin
  doc.end()
  return Math.ceil(end)
}

async function written(kit: Kit, print: Print, height: number): Promise<Printed> {
  const doc = opened(kit, print, height)
  const chunks: Uint8Array[] = []
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  const lacking = new Set<string>()
  const drawing = drawingOn(doc, print, lacking)
  drawing.said(textOf(print))
  draw(drawing, print)
  if (lacking.size > 0) lacks(drawing, print, [...lacking])
  feet(drawing, print)
  doc.end()
  await finished
  return { bytes: joined(chunks), lacking: [...lacking] }
}

function opened({ Pdf, font }: Kit, print: Print, height: number): Document {
  const { margin, width } = LOOKS[print.size]
  const doc = new Pdf({
    size: [width, height],
    margin,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: print.language === 'zh' ? 'zh-CN' : 'en',
    displayTitle: true,
    info: { Title: print.title, CreationDate: new Date(print.at), Creator: 'Kapok' },
  })
  doc.registerFont('text', font as Buffer)
  doc.font('text')
  return doc
}

function drawingOn(doc: Document, print: Print, lacking: Set<string>): Drawing {
  const look = LOOKS[print.size]
  const { font } = Reflect.get(doc, '_font') as FontInside
  const said = (text: string) =>
    Array.from(text.normalize('NFC'), (sign) => {
      if (sign < ' ' || font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)) return sign
      lacking.add(sign)
      return `〔${codePoint(sign)}〕`
    }).join('')
  return { doc, look, inner: look.width - 2 * look.margin, said }
}

function draw(drawing: Drawing, print: Print): void {
  const { look } = drawing
  put(drawing, 'H1', print.title, { size: look.title, centre: true, after: 0.6 })
  for (const block of print.blocks) drawBlock(drawing, block)
}

function drawBlock(drawing: Drawing, block: PrintBlock): void {
  const { look } = drawing
  switch (block.kind) {
    case 'heading':
      drawing.doc.moveDown(0.3)
      return put(drawing, 'H2', block.text, { size: look.text + 1.5, after: 0.25 })
    case 'text': {
      const size = block.small ? look.small : look.text
      return put(drawing, 'P', block.text, { size, centre: block.centre === true, after: 0.35 })
    }
    case 'facts':
      return drawFacts(drawing, block.rows)
    case 'table':
      return drawTable(drawing, block)
    case 'code':
      return drawCode(drawing, block.address, block.caption)
    case 'signatures':
      return drawPlaces(drawing, block.places)
  }
}

interface Put {
  readonly size: number
  readonly centre?: boolean
  readonly after: number
}

function put({ doc, look, inner, said }: Drawing, tag: string, text: string, how: Put): void {
  const written = said(text)
  doc.fontSize(how.size)
  roomFor(doc, look, doc.heightOfString(written, { width: inner }))
  const place = () =>
    void doc.text(written, look.margin, doc.y, {
      width: inner,
      align: how.centre ? 'center' : 'left',
      lineGap: 1.5,
    })
  doc.addStructure(doc.struct(tag, {}, place))
  doc.moveDown(how.after)
}

/** Labels on the left, what is true of them on the right. */
function drawFacts(drawing: Drawing, rows: readonly (readonly [string, string])[]): void {
  const { doc, look, inner, said } = drawing
  doc.fontSize(look.text)
  const widest = Math.max(0, ...rows.map(([label]) => doc.widthOfString(said(label))))
  const left = Math.min(widest + 10, inner * 0.45)
  for (const [label, value] of rows) {
    const [name, fact] = [said(label), said(value)]
    const height = Math.max(
      doc.heightOfString(name, { width: left - 6 }),
      doc.heightOfString(fact, { width: inner - left }),
    )
    roomFor(doc, look, height)
    const top = doc.y
    const row = doc.struct('P', {}, [
      doc.struct(
        'Span',
        {},
        () => void doc.fillColor('#444').text(name, look.margin, top, { width: left - 6 }),
      ),
      doc.struct(
        'Span',
        {},
        () =>
          void doc.fillColor('#000').text(fact, look.margin + left, top, { width: inner - left }),
      ),
    ])
    doc.addStructure(row)
    doc.y = top + height + 3
  }
  doc.moveDown(0.4)
}

const CELL_PAD = 3

function drawTable(drawing: Drawing, table: PrintTable): void {
  const { doc, look, inner } = drawing
  const sum = table.widths.reduce((all, width) => all + width, 0)
  const widths = table.widths.map((width) => (inner * width) / sum)
  const whole = doc.struct('Table')
  doc.addStructure(whole)
  const line = (cells: readonly string[], tag: 'TH' | 'TD') =>
    drawLine(drawing, whole, { cells, tag, widths, figures: table.figures ?? [] })
  doc.fontSize(look.small)
  line(table.head, 'TH')
  for (const row of table.rows) {
    if (roomFor(doc, look, lineHeight(drawing, row, widths))) line(table.head, 'TH')
    line(row, 'TD')
  }
  whole.end()
  doc.x = look.margin
  doc.moveDown(0.6)
}

function lineHeight(
  { doc, said }: Drawing,
  cells: readonly string[],
  widths: readonly number[],
): number {
  const heights = cells.map((cell, at) =>
    doc.heightOfString(said(cell), { width: (widths[at] ?? 0) - 2 * CELL_PAD }),
  )
  return Math.max(0, ...heights) + 2 * CELL_PAD
}

interface TableLine {
  readonly cells: readonly string[]
  readonly tag: 'TH' | 'TD'
  readonly widths: readonly number[]
  readonly figures: readonly number[]
}

function drawLine(
  drawing: Drawing,
  whole: PDFKit.PDFStructureElement,
  { cells, tag, widths, figures }: TableLine,
): void {
  const { doc, look, said } = drawing
  doc.fontSize(look.small)
  const height = lineHeight(drawing, cells, widths)
  const top = doc.y
  let x = look.margin
  const row = doc.struct('TR')
  whole.add(row)
  cells.forEach((cell, at) => {
    const width = widths[at] ?? 0
    const left = x
    if (tag === 'TH') doc.rect(left, top, width, height).fill('#f1ece9')
    doc.lineWidth(0.5).rect(left, top, width, height).stroke('#777')
    doc.fillColor('#000')
    const place = () =>
      void doc.text(said(cell), left + CELL_PAD, top + CELL_PAD, {
        width: width - 2 * CELL_PAD,
        align: figures.includes(at) ? 'right' : 'left',
      })
    row.add(doc.struct(tag, {}, place))
    x += width
  })
  row.end()
  doc.x = look.margin
  doc.y = top + height
}

function drawCode(drawing: Drawing, address: string, caption: string): void {
  const { doc, look, inner } = drawing
  const { size, runs } = qrRuns(address)
  const side = Math.min(look.code, inner)
  roomFor(doc, look, side + 3 * look.small)
  const left = look.width === A4.width ? look.margin : look.margin + (inner - side) / 2
  const top = doc.y
  const step = side / size
  const modules = () => {
    for (const [x, y, n] of runs) doc.rect(left + x * step, top + y * step, n * step, step)
    doc.fill('#000')
  }
  doc.addStructure(doc.struct('Figure', { alt: caption }, modules))
  doc.y = top + side + 2
  put(drawing, 'P', caption, { size: look.small, centre: look.width !== A4.width, after: 0.4 })
}

const SIGN_HEIGHT = 64

function drawPlaces({ doc, look, inner, said }: Drawing, places: readonly string[]): void {
  const isRoll = look.width !== A4.width
  const each = isRoll ? inner : inner / places.length
  places.forEach((place, at) => {
    if (at === 0 || isRoll) roomFor(doc, look, SIGN_HEIGHT)
    const top = doc.y
    const left = isRoll ? look.margin : look.margin + at * each
    doc
      .lineWidth(0.5)
      .rect(left, top, each - 4, SIGN_HEIGHT)
      .stroke('#777')
    const label = () =>
      void doc
        .fontSize(look.small)
        .fillColor('#000')
        .text(said(place), left + 4, top + 4, { width: each - 12 })
    doc.addStructure(doc.struct('P', {}, label))
    doc.y = isRoll ? top + SIGN_HEIGHT + 4 : top
  })
  if (!isRoll) doc.y += SIGN_HEIGHT
  doc.x = look.margin
  doc.moveDown(0.6)
}

/** What has to be written in by hand. */
function lacks(drawing: Drawing, { language }: Print, signs: readonly string[]): void {
  const named = signs.map(codePoint).join(', ')
  const text =
    language === 'zh'
      ? `字库没有这些字，请按〔〕里的编号手写补上：${named}`
      : `The font lacks these characters; please write them in by hand: ${named}`
  put(drawing, 'P', text, { size: drawing.look.small, after: 0 })
}

/** Goes to a new page where the rest of this one is too short; true where it did. */
function roomFor(doc: Document, { margin }: Look, height: number): boolean {
  // The foot of a page has a line of its own.
  const end = doc.page.height - margin - 14
  if (doc.y + height <= end || doc.page.height !== A4.height) return false
  doc.addPage()
  return true
}

/** At the foot of each page: what it is, and which page of how many. A roll has one page, and ends with it. */
function feet({ doc, look, inner, said }: Drawing, print: Print): void {
  if (print.size !== 'a4') return
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    const { margins } = doc.page
    // Below the margin a line would begin a page of its own.
    margins.bottom = 0
    const text = said(`${print.foot}　${page - start + 1} / ${count}`)
    doc.fontSize(look.small).fillColor('#444')
    doc.markContent('Artifact', { type: 'Pagination' })
    doc.text(text, look.margin, doc.page.height - look.margin + 2, {
      width: inner,
      align: 'center',
      lineBreak: false,
    })
    doc.endMarkedContent()
    margins.bottom = look.margin
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
