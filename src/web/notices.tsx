/** What a station tells on paper, and how a person chooses to be told. */
import type { Hono } from 'hono'
import { dayOf } from '../bank/draft.ts'
import { printed, toPrint } from '../bank/jobs/notices.ts'
import { CHANNELS, type Channel } from '../bank/ports-notice.ts'
import type { MemberId } from '../ledger/account.ts'
import { messageText } from '../words/message.ts'
import { dayText, maskName } from '../words/reading.ts'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function noticePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/notices', (c) => listPage(web, c))
  app.post('/desk/notices', (c) => handedOver(web, c))
  app.get('/passbook/notices', (c) => choicePage(web, c))
  app.post('/passbook/notices', (c) => chosen(web, c))
}

async function listPage(web: Web, c: Ask, told?: number): Promise<Response> {
  const { notices } = words(c)
  const language = languageOf(c)
  const station = deskStation(c)
  const found = await toPrint(web.bank, actorOf(c), station)
  if (!found.ok) return notFound(web, c)
  const rows = found.value
  const people = await web.bank.people.names(rows.map(({ body }) => body.list.who as MemberId))
  const product = web.bank.rules.words.product[language]
  const body = (
    <>
      <h1>{notices.title}</h1>
      {told === undefined ? '' : <p class="done">{notices.told(told)}</p>}
      <p class="hint noprint">{notices.hint}</p>
      {rows.length === 0 ? (
        <p>{notices.none}</p>
      ) : (
        <form method="post" action="/desk/notices">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <table>
            <thead>
              <tr>
                <th scope="col">{notices.who}</th>
                <th scope="col">{notices.what}</th>
                <th scope="col">{notices.since}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, body: one }) => (
                <tr>
                  <td class="keep">
                    <Hidden name="key" value={key} />
                    {maskName(people.get(one.list.who as MemberId)?.name ?? '')}{' '}
                    {people.get(one.list.who as MemberId)?.number ?? ''}
                  </td>
                  <td>{messageText(one.kind, one.facts, { product, language })}</td>
                  <td class="keep">{dayText(dayOf(one.list.at), language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <button class="noprint">{notices.done}</button>
        </form>
      )}
    </>
  )
  return show(web, c, { title: notices.title, body, look: 'desk' })
}

async function handedOver(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const station = deskStation(c)
  const order = { id: formId(web, fields), station, keys: fields.all('key') }
  const outcome = await printed(web.bank, actorOf(c), order)
  return outcome.ok ? listPage(web, c, outcome.value) : notFound(web, c)
}

async function choicePage(
  web: Web,
  c: Ask,
  saved = false,
  typed?: { readonly email: string; readonly said: string },
): Promise<Response> {
  const { notices } = words(c)
  const { member, through } = actorOf(c)
  const person = member === undefined || through ? undefined : await web.bank.people.get(member)
  if (!person) return notFound(web, c)
  const name: Readonly<Record<Channel, string>> = {
    sms: notices.sms,
    wechat: notices.wechat,
    email: notices.email,
    paper: notices.paper,
    none: notices.noneAtAll,
  }
  const open = CHANNELS.filter((one) => one !== 'wechat' || person.outside['wechat'] !== undefined)
  const body = (
    <>
      <h1>{notices.choose}</h1>
      {saved ? (
        <p class="done" role="status">
          {notices.saved}
        </p>
      ) : (
        ''
      )}
      <Problem t={words(c)} said={typed?.said} />
      <p class="hint">{notices.chooseHint}</p>
      <form method="post" action="/passbook/notices">
        <Choice
          label={notices.choose}
          name="channel"
          value={person.channel ?? (person.phone === '' ? 'paper' : 'sms')}
          options={open.map((one) => [one, name[one]])}
        />
        <Field
          label={notices.emailField}
          name="email"
          type="email"
          autocomplete="email"
          value={typed?.email ?? person.outside['email'] ?? ''}
        />
        <button>{notices.save}</button>
      </form>
    </>
  )
  const status = typed ? 422 : 200
  return show(web, c, { title: notices.choose, body, status })
}

/** What can be written to; whether it is theirs shows when the first letter comes. */
const EMAIL = /^[^\s@<>"]+@[^\s@<>".]+(?:\.[^\s@<>".]+)+$/
const EMAIL_MAX = 254

const unreadable = (email: string) =>
  ({ code: 'code-unreadable', what: 'email', given: email.slice(0, 60) }) as const

async function chosen(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const { member, through } = actorOf(c)
  const channel = CHANNELS.find((one) => one === fields.get('channel'))
  if (member === undefined || through || channel === undefined) return notFound(web, c)
  const email = fields.get('email')
  const person = await web.bank.people.get(member)
  const no = email === '' ? channel === 'email' : email.length > EMAIL_MAX || !EMAIL.test(email)
  if (!person) return notFound(web, c)
  if (no) return choicePage(web, c, false, { email, said: await told(web, c, unreadable(email)) })
  const { email: _, ...outside } = person.outside
  const kept = email === '' ? outside : { ...outside, email }
  if (!(await web.bank.people.amend(member, { channel, outside: kept })))
    return choicePage(web, c, false, { email, said: words(c).notices.emailTaken })
  return choicePage(web, c, true)
}
