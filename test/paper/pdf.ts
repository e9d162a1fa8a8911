/** Opens a PDF as a stranger would: its text, its pages, its fonts, and the QR codes drawn on it. */
import { inflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import { getDocumentProxy } from 'unpdf'

export interface OpenedPdf {
  readonly pages: number
  readonly text: string
  /** Width and height of the first page, in millimetres. */
  readonly size: readonly [number, number]
  /** Fonts without their bytes in the file. */
  readonly loose: readonly string[]
  readonly fonts: readonly string[]
  readonly language: string
  readonly tagged: boolean
  /** What its QR codes say. */
  readonly codes: readonly string[]
}

export async function openPdf(bytes: Uint8Array): Promise<OpenedPdf> {
  const streams = streamsIn(bytes)
  const source = Buffer.from(bytes).toString('latin1')
  const doc = await getDocumentProxy(new Uint8Array(bytes))
  const texts: string[] = []
  for (let n = 1; n <= doc.numPages; n++) {
    const { items } = await (await doc.getPage(n)).getTextContent()
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''))
  }
  const [, , width = 0, height = 0] = (await doc.getPage(1)).view
  const named = [
    ...source.matchAll(/\/FontDescriptor[\s\S]{0,400}?\/FontName \/([\w+-]+)[\s\S]{0,400}?endobj/g),
  ]
  const size = [width, height].map((points) => Math.round((points / 72) * 25.4)) as [number, number]
  return {
    pages: doc.numPages,
    text: texts.join('\n'),
    size,
    fonts: named.map(([, name = '']) => name),
    loose: named.filter(([all]) => !/\/FontFile[23]? /.test(all)).map(([, name = '']) => name),
    language: /\/Lang \(([\w-]+)\)/.exec(source)?.[1] ?? '',
    tagged: /\/Marked true/.test(source),
    codes: streams.flatMap((stream) => codesIn(stream)),
  }
}

function streamsIn(bytes: Uint8Array): readonly string[] {
  const source = Buffer.from(bytes)
  const found: string[] = []
  for (let at = source.indexOf('stream\n'); at >= 0; at = source.indexOf('stream\n', at + 1)) {
    if (source.subarray(at - 3, at).toString() === 'end') continue
    const from = at + 'stream\n'.length
    try {
      const end = source.indexOf('\nendstream', from)
      found.push(inflateSync(source.subarray(from, end)).toString('latin1'))
    } catch {
      // A font or a picture that is packed otherwise.
    }
  }
  return found
}

/** So many dots a point: a module of the smallest code is some points wide. */
const SCALE = 4

/** Squares filled in one go are a code; it is painted again, and scanned. */
function codesIn(stream: string): readonly string[] {
  const found: string[] = []
  for (const [painted] of stream.matchAll(/(?:[\d.]+ [\d.]+ [\d.]+ [\d.]+ re\n){40,}/g)) {
    const rects = [...painted.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)].map((one) =>
      one.slice(1).map((text) => Number(text) * SCALE),
    )
    const left = Math.min(...rects.map(([x = 0]) => x)) - 8 * SCALE
    const top = Math.min(...rects.map(([, y = 0]) => y)) - 8 * SCALE
    const side = Math.ceil(Math.max(...rects.map(([x = 0, , w = 0]) => x + w)) - left + 8 * SCALE)
    const dots = new Uint8ClampedArray(side * side * 4).fill(255)
    for (const [x = 0, y = 0, w = 0, h = 0] of rects)
      for (let row = Math.round(y - top); row < Math.round(y - top + h); row++)
        for (let column = Math.round(x - left); column < Math.round(x - left + w); column++)
          dots.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
    const read = (jsQR as unknown as typeof jsQR.default)(dots, side, side)
    if (read) found.push(read.data)
  }
  return found
}
