/**
 * What can be wrong with a sheet, as values: a code, a place and facts. The
 * room of words makes the sentences, so a clerk is told which cell to look at
 * in her own language, and a program gets the same thing as JSON.
 */

/** The sheet as a whole cannot be read, and this is why. */
export type SheetFault =
  | {
      readonly code: 'sheet-too-large'
      readonly bytes: number
      readonly limit: number
      readonly unpacked: boolean
    }
  | { readonly code: 'too-many-rows'; readonly rows: number; readonly limit: number }
  | { readonly code: 'too-many-columns'; readonly cell: string; readonly limit: number }
  | { readonly code: 'old-excel' }
  | { readonly code: 'sheet-encrypted' }
  | { readonly code: 'sheet-is-web-page' }
  | { readonly code: 'sheet-unreadable' }
  | { readonly code: 'sheet-empty' }
  | { readonly code: 'merged-cells'; readonly range: string }
  | { readonly code: 'formula'; readonly cell: string }
  | { readonly code: 'cell-error'; readonly cell: string }
  | { readonly code: 'header-missing' }
  /** Each inner list is a choice: one of these fields would do. */
  | { readonly code: 'columns-missing'; readonly oneOf: readonly (readonly string[])[] }
  | {
      readonly code: 'columns-doubled'
      readonly field: string
      readonly cells: readonly [string, string]
    }

export type RowFaultCode =
  | 'person-missing'
  | 'name-unreadable'
  | 'number-unreadable'
  /** Excel keeps 15 digits of a number; a longer one must be typed as text. */
  | 'number-imprecise'
  | 'phone-unreadable'
  | 'tail-unreadable'
  | 'date-missing'
  | 'date-unreadable'
  | 'date-ambiguous'
  | 'date-in-future'
  | 'dates-disagree'
  | 'dates-crossed'
  | 'time-unreadable'
  | 'times-crossed'
  | 'sign-in-missing'
  | 'sign-out-missing'
  | 'hours-missing'
  | 'hours-unreadable'
  | 'hours-zero'
  | 'hours-negative'
  | 'hours-too-long'
  | 'hours-not-whole-minutes'
  | 'hours-disagree'
  /** More than lies between signing in and signing out. */
  | 'hours-beyond-times'
  | 'points-not-whole'
  | 'kind-unreadable'
  | 'sign-disagrees'
  | 'text-too-long'
  | 'row-doubled'
  | 'totals-disagree'
  | 'code-missing'
  | 'code-unreadable'
  | 'code-doubled'
  | 'title-missing'
  | 'cell-empty'
  | 'area-missing'
  | 'area-unreadable'
  | 'level-unreadable'
  | 'parent-is-self'
  | 'credit-code-unreadable'
  | 'meal-unreadable'
  | 'count-unreadable'

/** One cell of one row. `value` is what stood there, as the person sees it. */
export interface RowFault {
  readonly row: number
  readonly cell: string
  readonly field: string
  readonly code: RowFaultCode
  readonly value: string
  /** The row it repeats, for the codes that end in `-doubled`. */
  readonly otherRow?: number | undefined
  /** What it should have been, in minutes or people, where the sheet contradicts itself. */
  readonly expected?: number | undefined
}

/** What a parser of one cell answers when it cannot read it. */
export interface Misread {
  readonly misread: RowFaultCode
}

export function misread(code: RowFaultCode): Misread {
  return { misread: code }
}

export function isMisread(value: unknown): value is Misread {
  return typeof value === 'object' && value !== null && 'misread' in value
}

export function isSheetFault(value: object): value is SheetFault {
  return 'code' in value
}
