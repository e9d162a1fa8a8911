/**
 * One cell as it stood in the sheet, and the few ways of looking at its text.
 * People type full-width digits, pad two-character names with a space and
 * break a title over two lines: what is compared is normalised, what is shown
 * back to them is not.
 */

interface Place {
  /** Where it stands, as the person sees it in Excel: `C7`. */
  readonly ref: string
}

export type Cell = Place &
  (
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number }
    /** A moment of the sheet's own wall clock, kept as if it were UTC. */
    | { readonly kind: 'date'; readonly value: Date }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'empty'; readonly value: undefined }
  )

export function toCell(value: unknown, ref: string): Cell {
  if (typeof value === 'number') return { kind: 'number', value, ref }
  if (typeof value === 'boolean') return { kind: 'boolean', value, ref }
  if (value instanceof Date) return { kind: 'date', value: toSecond(value), ref }
  if (typeof value !== 'string' || value.trim() === '') {
    return { kind: 'empty', value: undefined, ref }
  }
  return { kind: 'text', value: unquoted(value), ref }
}

/** The apostrophe `write.ts` puts before =, +, -, @ and tab comes off again. */
function unquoted(value: string): string {
  return /^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value
}

/** 09:02 is a fraction of a day that binary cannot hold: it arrives as 09:01:59.999. */
function toSecond(value: Date): Date {
  return new Date(Math.round(value.getTime() / 1000) * 1000)
}

/** `A1` for the first row and column, both counted from one. */
export function refOf(row: number, column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return `${letters}${row}`
}

export function rowOf(ref: string): number {
  return Number(/\d+/.exec(ref)?.[0] ?? 0)
}

export function columnOf(ref: string): number {
  const letters = /^[A-Z]+/.exec(ref)?.[0] ?? ''
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}

/** What the person sees in the cell, near enough to recognise it. */
export function shown(cell: Cell | undefined): string {
  if (cell === undefined || cell.kind === 'empty') return ''
  if (cell.kind !== 'date') return String(cell.value)
  const text = cell.value.toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`.replace(/ 00:00:00$/, '')
}

const INVISIBLE = /[\u200B-\u200F\u2028-\u202F\u2060\uFEFF]/g

/** Full-width to half-width, one kind of space, no invisible marks. For reading, never for names. */
export function normalised(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(/[【[{〔]/g, '(')
    .replace(/[】\]}〕]/g, ')')
    .replace(/\s+/g, ' ')
    .trim()
}

export function textOf(cell: Cell | undefined): string {
  return normalised(shown(cell))
}

/** What people wrote, with their own punctuation, on one line. */
export function wordsOf(cell: Cell): string {
  return shown(cell).replace(INVISIBLE, '').replace(/\s+/g, ' ').trim()
}

/** Stands where nothing is meant: 无, —, /. */
export function isBlank(cell: Cell | undefined): boolean {
  return /^(|无|空|没有|-+|—+|–+|\/+|\\+|n\/a|null)$/i.test(textOf(cell))
}

/** 张 三 is 张三; a foreign name keeps its spaces; the dot of 阿迪力·买买提 has many shapes. */
export function cleanName(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/[\s\u3000]+/g, ' ')
    .replace(/(?<=\p{Script=Han}|\*|·) (?=\p{Script=Han}|\*|·)/gu, '')
    .replace(/[•・‧∙.．](?=\p{Script=Han})/gu, '·')
    .trim()
}
