/** What waits for a second person, derived from the entries again and held against its rows. */
import type { Audit } from '../ports-audit.ts'
import type { VerifyFault } from './evidence.ts'
import type { Books, NamesKnown } from './verify-entries.ts'
import { rowsOf } from './verify-tree.ts'

export async function verifyReviews(
  audit: Audit,
  { name, isVacant }: NamesKnown,
  books: Books,
  faults: VerifyFault[],
  progress: (rows: number) => void,
): Promise<void> {
  const wanted = new Map(books.reviews)
  const blame = (seq: number, detail: string, column?: string) => {
    const where = column === undefined ? {} : { column }
    faults.push({ code: 'tampered', table: 'reviews', key: `seq=${seq}`, ...where, detail })
  }
  for await (const row of rowsOf(audit, 'reviews', progress)) {
    const review = wanted.get(row.seq)
    wanted.delete(row.seq)
    if (!review) blame(row.seq, 'is of no entry')
    else if (isVacant(row.place) || isVacant(row.who)) continue
    else if (name(row.place) !== review.place) blame(row.seq, 'is not what its entry says', 'place')
    else if (name(row.who) !== review.who) blame(row.seq, 'is not what its entry says', 'who')
    else if (row.decided !== review.decided)
      blame(row.seq, `was answered by entry ${review.decided}`, 'decided')
  }
  for (const seq of wanted.keys()) blame(seq, 'is missing')
}
