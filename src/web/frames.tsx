/** Frames of the desk's pages: how one ends, also where what was asked was refused, and the way back to the person it is about. */
import type { Child } from 'hono/jsx'
import type { Person } from '../bank/ports-people.ts'
import { show } from './page.tsx'
import { type Ask, memberLink, type Web, words } from './view.ts'

interface Framed {
  readonly title: string
  /** Why something was not done; the page is then answered as refused. */
  readonly said: string | undefined
  readonly body: Child
}

export function showDesk(web: Web, c: Ask, { title, said, body }: Framed): Promise<Response> {
  return show(web, c, { title, body, look: 'desk', status: said === undefined ? 200 : 422 })
}

/** A page about one person, with the way back to theirs. */
export function showMemberDesk(
  web: Web,
  c: Ask,
  { title, said, body, person }: Framed & { readonly person: Person },
): Promise<Response> {
  const whole = (
    <>
      {body}
      <p>
        <a class="button quiet" href={memberLink(c, person)}>
          {words(c).common.back}
        </a>
      </p>
    </>
  )
  return showDesk(web, c, { title, said, body: whole })
}
