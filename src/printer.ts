/** The printer of this machine: opened with the first paper that is asked for, since its font is large. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Printer } from './paper/print.ts'

const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

export function printerHere(): Printer {
  let opened: Promise<Printer> | undefined
  return async (print) => {
    opened ??= import('./paper/pdf.ts').then(({ pdfPrinter }) =>
      pdfPrinter(readFileSync(createRequire(import.meta.url).resolve(FONT))),
    )
    return (await opened)(print)
  }
}
