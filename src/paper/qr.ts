/**
 * QR codes for slips and cards, small enough to be scanned from a faded
 * thermal print: never above version 15, a quiet zone of four, black on white.
 */

import { encode, renderUnicodeCompact } from 'uqr'

/** Beyond it a 58 mm printer has fewer than four dots for a module, and scanners begin to fail. */
export const QR_VERSION_MAX = 15

/** From this length on more correction would cost more versions than it saves prints. */
const LONG = 300

const QUIET = 4

export interface QrOptions {
  /** What a screen reader says. */
  readonly title?: string | undefined
  /** Side in pixels or with a unit: `40mm`. Without it the picture fills its box. */
  readonly side?: string | undefined
}

export interface QrPicture {
  readonly svg: string
  readonly version: number
}

export function qrSvg(text: string, options: QrOptions = {}): QrPicture {
  const { data, version, size } = encoded(text)
  const modules = data.flatMap((row, y) => runsIn(row).map(([x, n]) => `M${x} ${y}h${n}v1h-${n}z`))
  const title = options.title === undefined ? '' : `<title>${escaped(options.title)}</title>`
  const side = escaped(options.side ?? '')
  const sides = side === '' ? '' : ` width="${side}" height="${side}"`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"${sides} role="img" `,
    `shape-rendering="crispEdges">${title}<path fill="#fff" d="M0 0h${size}v${size}H0z"/>`,
    `<path fill="#000" d="${modules.join('')}"/></svg>`,
  ]
  return { svg: svg.join(''), version }
}

/** Runs of dark modules as [x, y, length], in a square of so many modules: for what is drawn without SVG. */
export function qrRuns(text: string): {
  readonly size: number
  readonly runs: readonly (readonly [number, number, number])[]
} {
  const { data, size } = encoded(text)
  const runs = data.flatMap((row, y) => runsIn(row).map(([x, n]) => [x, y, n] as const))
  return { size, runs }
}

/** Half-block characters, two rows of modules a line. */
export function qrText(text: string): string {
  encoded(text)
  return renderUnicodeCompact(text, { ecc: eccOf(text), border: QUIET })
}

function encoded(text: string): ReturnType<typeof encode> {
  const code = encode(text, { ecc: eccOf(text), border: QUIET })
  if (code.version > QR_VERSION_MAX) {
    throw new Error(`a QR code of version ${code.version} cannot be read from a slip`)
  }
  return code
}

function eccOf(text: string): 'L' | 'M' {
  return text.length >= LONG ? 'L' : 'M'
}

/** Where dark modules begin in a row, and how many follow each other. */
function runsIn(row: readonly boolean[]): readonly (readonly [number, number])[] {
  return row.flatMap((dark, x): readonly (readonly [number, number])[] => {
    if (!dark || row[x - 1] === true) return []
    const end = row.indexOf(false, x)
    return [[x, (end === -1 ? row.length : end) - x]]
  })
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
