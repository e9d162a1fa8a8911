/**
 * Who is at the desk and who waits (当班): a bar on every page of staff, whose
 * buttons change over and take along what is typed in the form at hand. It
 * stands behind the forms: the first button of a form is the one that Enter
 * presses.
 */
import { deviceOf, seatsOf } from '../gate/device.ts'
import { type Seat, seatsHere } from '../gate/seats.ts'
import { formOf, type Within } from './carry.tsx'
import { isOwnPath } from './own-path.ts'
import { attribute, escaped } from './refill.ts'
import { type Ask, type Web, words } from './view.ts'

/** Pages whose forms go along. */
const CARRIED = /^\/(desk|office)(\/|$)/

/** The form of the bar itself, for pages that have none to take along. */
const EMPTY = 'seat-form'

export async function waitingHere(web: Web, c: Ask): Promise<readonly Seat[]> {
  const { seats } = (c.env ?? {}) as Within
  return seatsHere(web.bank, seats ?? seatsOf(c, web.options), deviceOf(c, web.options))
}

/** As colleagues call them. */
export async function staffName({ bank }: Web, staff: string): Promise<string> {
  const login = (await bank.directory.get('staff', staff))?.body.login ?? ''
  return (await bank.people.byLogin(login))?.name ?? login
}

/** Undefined where nobody of the staff is there. */
export async function seatBar(web: Web, c: Ask) {
  const standing = c.get('standing')
  if (standing?.session.kind !== 'staff' || standing.due.length > 0) return undefined
  const { account: t } = words(c)
  const own = standing.session.subject
  const others: (readonly [staff: string, name: string])[] = []
  for (const { standing: seat } of await waitingHere(web, c)) {
    const staff = seat.session.subject
    if (staff !== own) others.push([staff, await staffName(web, staff)])
  }
  const from = await pageOf(c)
  const button = (to: string, key: string, text: string) => (
    <button
      class="quiet"
      form={EMPTY}
      formaction="/switch"
      formmethod="post"
      formenctype="application/x-www-form-urlencoded"
      formnovalidate
      name="_switch"
      value={`${to} ${from}`}
      accesskey={key}
      data-seat
    >
      {text}
    </button>
  )
  return (
    <div class="seats noprint">
      <form id={EMPTY} method="post" action="/switch"></form>
      <span>{t.atDesk(await staffName(web, own))}</span>
      {others.map(([staff, name], at) => button(staff, `${at + 1}`, `${at + 1} ${name}`))}
      {button('-', 's', `${t.change} (S)`)}
    </div>
  )
}

/** The page somebody is looking at: of a form that was not accepted, the one it stands on. */
export async function pageOf(c: Ask): Promise<string> {
  const { pathname, search } = new URL(c.req.url)
  if (c.req.method === 'GET') return `${pathname}${search}`
  return (await formAt(c)).page || '/desk'
}

/** Of a form of ours that was sent: its action, and the page it stands on; '' where it does not say. */
export async function formAt(c: Ask): Promise<{ readonly action: string; readonly page: string }> {
  const said = (await formOf(c)).get(FORM)
  const [action = '', page = ''] = typeof said === 'string' ? said.split(' ') : []
  return { action, page: isOwnPath(page) ? page : '' }
}

/** What each form says of itself. */
const FORM = '_form'

/** Numbers the forms of a page and lets the bar take the one with most to fill in by hand, the first of several; the page's script lets it take the one at hand. */
export async function seated(c: Ask, html: string): Promise<string> {
  const [at, end] = [html.indexOf('<main'), html.indexOf('</main>')]
  const page = await pageOf(c)
  if (at === -1 || end === -1 || !CARRIED.test(page)) return html
  let count = 0
  let longest = { id: EMPTY, typed: 0 }
  const main = html
    .slice(at, end)
    .replace(/<form ([^>]*)>(.*?)<\/form>/gs, (whole, open, inside) => {
      const action = attribute(open, 'action')
      if (action === undefined || attribute(open, 'method') !== 'post') return whole
      const id = attribute(open, 'id') ?? `form-${++count}`
      const typed = inside.match(/<(textarea|select)\b|<input (?![^>]*type="hidden")/g)?.length ?? 0
      if (typed > longest.typed) longest = { id, typed }
      const own = attribute(open, 'id') === undefined ? ` id="${id}"` : ''
      const said = /action="([^"]*)"/.exec(open)?.[1] ?? ''
      return `<form ${open}${own}><input type="hidden" name="${FORM}" value="${said} ${escaped(page)}"/>${inside}</form>`
    })
  const bar = html.slice(end).replaceAll(`form="${EMPTY}"`, `form="${longest.id}"`)
  return html.slice(0, at) + main + bar
}
