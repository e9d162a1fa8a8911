/** What is refused of papers: certificates, publicity, training and awards. */

/** What of a paper's terms cannot be. */
export type PaperTerm =
  | 'days'
  | 'posted'
  | 'too-short'
  | 'place'
  | 'empty'
  | 'too-long'
  | 'photo'
  | 'about'
  | 'outcome'
  | 'running'
  | 'objection-open'
  | 'ended'
  | 'course'
  | 'length'
  | 'award'
  | 'size'
  | 'days-range'
  | 'words'
  | 'answer-words'
  | 'number'
  | 'not-hanging'
  | 'many-objections'
  | 'report-kind'
  | 'template-names'
  | 'template-from'

export type PaperRefusal =
  // Papers: certificates, publicity, training and awards.
  | { readonly code: 'unknown-paper'; readonly paper: string }
  | { readonly code: 'paper-terms'; readonly what: PaperTerm }
  /** So many services of the member have not hung out yet, the first of them on that day. */
  | {
      readonly code: 'publicity-needed'
      readonly member: string
      readonly day: string
      readonly count: number
    }
