/** What a difference between the two books is called: in words, so that nobody depends on a colour. */
import type { Language } from './language.ts'
import { hoursText } from './reading.ts'
import { reconcile } from './reconcile.ts'

interface Line {
  readonly date: string
  readonly minutes: number
}

/** A difference as reconciling finds it; of a doubled line, `row` is the one it repeats. */
export type Difference =
  | { readonly code: 'near'; readonly tally: Line; readonly journal: Line }
  | { readonly code: 'doubled'; readonly row: number }
  | { readonly code: 'tally-only' | 'journal-only' | 'unplaced' }

const DAY_MS = 86_400_000

export function differenceText(difference: Difference, language: Language): string {
  const t = reconcile[language]
  switch (difference.code) {
    case 'near': {
      const { tally, journal } = difference
      if (tally.date === journal.date)
        return t.nearMinutes(hoursText(Math.abs(tally.minutes - journal.minutes), language))
      return t.nearDay(Math.abs(Date.parse(tally.date) - Date.parse(journal.date)) / DAY_MS)
    }
    case 'doubled':
      return t.doubled(difference.row)
    case 'tally-only':
      return t.onlyTally
    case 'journal-only':
      return t.onlyJournal
    case 'unplaced':
      return t.unplaced
  }
}
