/** A receipt slip (回执) as it is printed: what it says, and the code by which a phone checks it. */
import type { Language } from '../words/language.ts'
import { receipt } from '../words/receipt.ts'
import type { Print, PrintSize } from './print.ts'

export interface SlipSaid {
  readonly rows: readonly (readonly [string, string])[]
  /** Where it is checked; none where nobody's account is shown. */
  readonly address: string | undefined
  readonly corrected: string | undefined
  readonly size: PrintSize
  readonly product: string
  readonly at: number
}

export function slipPrint(said: SlipSaid, language: Language): Print {
  const t = receipt[language]
  const { address, corrected, size, product, at } = said
  return {
    title: t.slipTitle,
    ...{ size, language, at, foot: product },
    blocks: [
      { kind: 'facts', rows: said.rows },
      ...(corrected === undefined ? [] : [{ kind: 'text', text: corrected } as const]),
      ...(address === undefined
        ? []
        : [{ kind: 'code', address, caption: t.scanToCheck } as const]),
      { kind: 'text', text: t.keep, small: true },
    ],
  }
}
