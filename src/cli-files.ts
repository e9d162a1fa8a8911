/** What every `kapok import` shares: a file read as a sheet, and a file that cannot be taken, with a line for each reason. */
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type Common, stop } from './cli-shared.ts'
import type { RowFault } from './paper/fault.ts'
import { FILE_MAX, isSheetFault, readSheet, type Sheet, type SheetFault } from './paper/sheet.ts'
import { rowSentence, sheetSentence } from './words/sheet.ts'

export interface ImportOptions extends Common {
  readonly dryRun?: boolean
}

/** A file that cannot be taken, with a line for each reason. */
export class Refused extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** Runs a command; what refuses the file is told line by line, and ends it with 1. */
export function guarded<Options extends ImportOptions>(
  run: (file: string, options: Options) => Promise<void>,
) {
  return async (file: string, options: Options): Promise<void> => {
    try {
      await run(file, options)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (options.json) console.log(JSON.stringify({ refused: error.lines }))
      stop(error.lines.join('\n'))
    }
  }
}

/** The bytes of a file; one too large is refused before it is read. */
export function bytesIn(path: string): Uint8Array {
  const bytes = statSync(path).size
  if (bytes > FILE_MAX) {
    const fault: SheetFault = { code: 'sheet-too-large', bytes, limit: FILE_MAX, unpacked: false }
    throw new Refused([sheetSentence(fault, 'zh')])
  }
  return readFileSync(path)
}

export function sheetIn(path: string): Promise<Sheet> {
  return sheetOf(bytesIn(path), path)
}

/** The sheet in the bytes of a file. */
export async function sheetOf(bytes: Uint8Array, path: string): Promise<Sheet> {
  return sound(await readSheet(bytes, basename(path)))
}

export function sound<Value extends object>(value: Value | SheetFault): Value {
  if (isSheetFault(value)) throw new Refused([sheetSentence(value as SheetFault, 'zh')])
  return value as Value
}

export function withoutFaults<Read extends { readonly faults: readonly RowFault[] }>(
  read: Read,
): Read {
  if (read.faults.length > 0)
    throw new Refused(read.faults.map((fault) => rowSentence(fault, 'zh')))
  return read
}
