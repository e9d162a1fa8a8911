/** People whose names, phones and numbers are like nobody's: where one is met, it was let out. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Canary {
  readonly name: string
  readonly phone: string
  readonly number: string
}

/** Two characters that stand in no text of ours; every name begins with them. */
const NAME = '鸝鶬'
const PHONE = '1990071'
const NUMBER = 'QUAIL7'

export function canaries(count: number): readonly Canary[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `${NAME}${String.fromCodePoint(0x4e00 + at)}`,
    phone: `${PHONE}${String(at).padStart(4, '0')}`,
    number: `${NUMBER}-${String(at).padStart(5, '0')}`,
  }))
}

/** What all of them have in common, in the spellings in which it could be let out. */
const MARKS: readonly Buffer[] = [
  ...[NAME, PHONE, NUMBER].flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('hex')),
    Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
    Buffer.from(encodeURIComponent(text)),
  ]),
  // As JSON may escape it, and the three places in which base64 may have it.
  Buffer.from(Array.from(NAME, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`).join('')),
  ...[NAME, PHONE].flatMap((text) => [0, 1, 2].map((shift) => inBase64(text, shift))),
]

/** The letters of base64 that come of the text alone, whatever stands around it. */
function inBase64(text: string, shift: number): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
  const whole = Math.floor(bytes.length / 3) * 4
  return Buffer.from(
    bytes
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1, whole)
      .replace(/=+$/, ''),
  )
}

/** The first mark that stands in the bytes, as a text; undefined where none does. */
export function canaryIn(bytes: Buffer | string): string | undefined {
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  return MARKS.find((mark) => all.includes(mark))?.toString()
}

/** Files under the folders, by name, and what they hold. */
export function filesIn(folders: readonly string[]): readonly (readonly [string, Buffer])[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => {
        const path = join(file.parentPath, file.name)
        return [path, readFileSync(path)] as const
      }),
  )
}
