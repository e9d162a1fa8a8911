/** Who is cleared for visits to a home: said by whoever leads the station, until a day. */
import type { Hono } from 'hono'
import { covers } from '../bank/actor.ts'
import { clear, clearedUntil } from '../bank/loop/visit.ts'
import { dayText, maskName } from '../words/reading.ts'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function clearancePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/clearance', (c) => clearancePage(web, c))
  app.post('/desk/members/:member/clearance', (c) => clearanceSent(web, c))
}

const WHAT = 'home'

async function personAt(web: Web, c: Ask) {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  return person && (await covers(web.bank, actorOf(c), person.station)) ? person : undefined
}

async function clearancePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const person = await personAt(web, c)
  if (!person) return notFound(web, c)
  const t = words(c)
  const until = await clearedUntil(web.bank, person.member, WHAT)
  const title = `${maskName(person.name)} · ${t.safety.clearance}`
  const body = (
    <>
      <h1>{title}</h1>
      <p>
        <strong>
          {until === undefined
            ? t.safety.clearanceNone
            : t.safety.clearanceUntil(dayText(until, languageOf(c)))}
        </strong>
      </p>
      <p class="hint">{t.safety.clearanceHint}</p>
      <Problem t={t} said={said} />
      <form method="post" action={`/desk/members/${person.member}/clearance`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Field label={t.safety.until} name="until" type="date" value={until} required />
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

async function clearanceSent(web: Web, c: Ask): Promise<Response> {
  const person = await personAt(web, c)
  if (!person) return notFound(web, c)
  const fields = await fieldsOf(c)
  const outcome = await clear(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), station: person.station, member: person.member },
    ...{ what: WHAT, until: fields.get('until') },
  })
  if (outcome.ok) return c.redirect(`/desk/members/${person.member}/clearance`, 303)
  return clearancePage(web, c, await told(web, c, outcome.refusal))
}
