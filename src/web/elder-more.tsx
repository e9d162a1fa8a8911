/** What the elders' pages share: three choices a page and the way to the others. */
import type { StationRow } from '../bank/ports.ts'
import { shownWords } from './aloud.tsx'
import { actorOf, type Ask, type Web } from './view.ts'

/** The station of whoever looks. */
export async function homeOf(web: Web, c: Ask): Promise<StationRow | undefined> {
  return (await web.bank.directory.get('station', actorOf(c).station))?.body
}

/** The page of an address, from 1; the first where it is none of them. */
export function pageAsked(c: Ask, name: string, pages: number): number {
  return Math.min(Math.max(Math.trunc(Number(c.req.query(name) ?? '1')) || 1, 1), pages)
}

/** To what does not stand on this page. */
export function More({
  c,
  href,
  page,
  pages,
}: {
  readonly c: Ask
  readonly href: string
  readonly page: number
  readonly pages: number
}) {
  const { catalogue } = shownWords(c)
  return (
    <p>
      <a class="button quiet" href={href}>
        {catalogue.more}
      </a>{' '}
      <span class="hint">{catalogue.page(page, pages)}</span>
    </p>
  )
}

/** So many choices stand on a page. */
export const CHOICES_A_PAGE = 3
