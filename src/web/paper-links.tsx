/** From each page of papers to the others. */
import { type Ask, mayHere, words } from './view.ts'

export function PaperLinks({ c }: { readonly c: Ask }) {
  const { papers } = words(c)
  return (
    <p class="noprint">
      <a href="/desk/lists">{papers.lists}</a> · <a href="/desk/report">{papers.report}</a> ·{' '}
      <a href="/desk/templates">{papers.templates}</a>
      {mayHere(c, 'papers:write') ? (
        <>
          {' '}
          · <a href="/desk/folder">{papers.folder}</a> ·{' '}
          <a href="/desk/merits">{papers.sheetTitle}</a> ·{' '}
          <a href="/desk/slip">{papers.slipTitle}</a>
        </>
      ) : (
        ''
      )}
    </p>
  )
}
