/** To erase a person at the desk: what is left, what becomes of it, and the last question. */
import type { Hono } from 'hono'
import { erase } from '../bank/people/erase.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import type { Person } from '../bank/ports-people.ts'
import { ERASE_REASONS, type EraseReason, type Leftover, LEFTOVERS } from '../rules/privacy.ts'
import { eraseReason, leftoverText } from '../words/privacy.ts'
import { hoursText, maskName, timeText } from '../words/reading.ts'
import { Choice, Facts, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  mayHere,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function erasePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/erase', (c) => erasePage(web, c, c.req.param('member')))
  app.post('/desk/members/:member/erase', (c) => eraseSent(web, c, c.req.param('member')))
}

/** At the person's page: that they asked, and the way there for those who may. */
export function EraseLink({ c, person }: { readonly c: Ask; readonly person: Person }) {
  const { privacy } = words(c)
  const asked = person.eraseAsked
  const ending = (
    <p class="noprint">
      <a href={`/desk/members/${person.member}/ending`}>{words(c).ending.open}</a>
    </p>
  )
  if (asked === undefined && !mayHere(c, 'people:erase')) return ending
  return (
    <p>
      <a href={`/desk/members/${person.member}/ending`}>{words(c).ending.open}</a>{' '}
      {asked === undefined ? '' : privacy.erasePending(timeText(asked, languageOf(c)))}{' '}
      <a href={`/desk/members/${person.member}/erase`}>{privacy.erase}</a>
    </p>
  )
}

interface Again {
  readonly said: string
  readonly id: string
  readonly fields: Fields
}

async function erasePage(web: Web, c: Ask, member: string, sent?: Again): Promise<Response> {
  const { privacy, passbook } = words(c)
  const language = languageOf(c)
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  const readings = person && (await readingsOf(web.bank, actorOf(c), person.member))
  if (!person || !readings?.ok) return notFound(web, c)
  const { available, shortfall } = readings.value
  const title = privacy.eraseTitle(maskName(person.name))
  const body = (
    <>
      <h1>{title}</h1>
      <Problem t={words(c)} said={sent?.said} />
      <p>{privacy.eraseWarning}</p>
      <Facts
        rows={[
          [passbook.available, hoursText(available, language)],
          shortfall > 0 ? [passbook.shortfall, hoursText(shortfall, language)] : undefined,
        ]}
      />
      <form method="post" action={`/desk/members/${person.member}/erase`}>
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Choice
          label={privacy.eraseReason}
          name="reason"
          value={sent?.fields.get('reason')}
          options={ERASE_REASONS.filter((one) => one !== 'term-over').map((one) => [
            one,
            eraseReason(one, language),
          ])}
        />
        <Choice
          label={privacy.eraseLeft}
          name="left"
          value={sent?.fields.get('left')}
          options={LEFTOVERS.map((one) => [one, leftoverText(one, language)])}
        />
        <button>{privacy.eraseNow}</button>
      </form>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: sent === undefined ? 200 : 422 })
}

async function eraseSent(web: Web, c: Ask, member: string): Promise<Response> {
  if (!isMemberId(member)) return notFound(web, c)
  const { privacy } = words(c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const outcome = await erase(web.bank, actorOf(c), {
    id,
    member,
    reason: fields.get('reason') as EraseReason,
    left: fields.get('left') as Leftover,
  })
  if (!outcome.ok) {
    const said = await told(web, c, outcome.refusal)
    return erasePage(web, c, member, { said, id: nextId(web, id, outcome.refusal), fields })
  }
  const body = (
    <>
      <h1>{privacy.erase}</h1>
      <p class="done" role="status">
        {privacy.eraseDone}
      </p>
    </>
  )
  return show(web, c, { title: privacy.erase, body, look: 'desk' })
}
