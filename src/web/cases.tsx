/** Case notes of the station's social workers; each look is kept. */
import type { Hono } from 'hono'
import { casesOf, writeCase } from '../bank/people/cases.ts'
import { maskName, timeText } from '../words/reading.ts'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function casePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/cases', (c) => casesPage(web, c))
  app.post('/desk/members/:member/cases', (c) => caseSent(web, c))
}

async function casesPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  const found = person && (await casesOf(web.bank, actorOf(c), person.member))
  if (!person || !found?.ok) return notFound(web, c)
  const t = words(c)
  const names = await staffNames(
    web,
    c,
    found.value.map(({ by }) => by),
  )
  const title = `${maskName(person.name)} · ${t.hotline.cases}`
  const path = `/desk/members/${person.member}/cases`
  const body = (
    <>
      <h1>{title}</h1>
      <p class="hint">{t.hotline.casesHint}</p>
      <Problem t={t} said={said} />
      {found.value.length === 0 ? <p role="status">{t.hotline.casesNone}</p> : ''}
      {found.value.map(({ text, by, at }) => (
        <div class="card">
          <p class="hint">
            {timeText(at, languageOf(c))} {names.get(by) ?? ''}
          </p>
          <p>{text}</p>
        </div>
      ))}
      <form method="post" action={path}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <label for="f-text">{t.hotline.caseNew}</label>
        <textarea id="f-text" name="text" rows={4} required />
        <p>
          <button>{t.common.save}</button>{' '}
          <a class="button quiet" href={`/desk/members/${person.member}`}>
            {t.common.back}
          </a>
        </p>
      </form>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: said === undefined ? 200 : 422 })
}

async function caseSent(web: Web, c: Ask): Promise<Response> {
  const member = c.req.param('member') ?? ''
  if (!isMemberId(member)) return notFound(web, c)
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), member, text: fields.get('text') }
  const outcome = await writeCase(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect(`/desk/members/${member}/cases`, 303)
  return casesPage(web, c, await told(web, c, outcome.refusal))
}
