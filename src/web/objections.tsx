/** Objections of the public to a list that hangs out: made without a name, and looked up by a number. */
import type { Hono } from 'hono'
import { dayOf } from '../bank/draft.ts'
import {
  hangingList,
  objectedByAnyone,
  objectionBy,
  type ObjectionTold,
} from '../bank/papers/objections.ts'
import type { Row } from '../bank/ports.ts'
import type { PublicityRow } from '../bank/ports-papers.ts'
import type { Entry } from '../ledger/entry.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import { spaced } from '../paper/certificate.ts'
import { listed } from '../words/papers.ts'
import { dayText } from '../words/reading.ts'
import { CODE } from './certificate-check.tsx'
import { Facts, Field, Hidden, Problem, show } from './page.tsx'
import {
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PATH = '/objections'

export function objectionPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => formPage(web, c))
  app.post(PATH, (c) => objectionSent(web, c))
  app.get(`${PATH}/:number`, (c) => answerPage(web, c))
}

interface Sent {
  readonly said: string
  readonly fields: Fields
}

/** The list a page or a form is about, "S001/id"; undefined where none hangs out under it. */
async function listIn(web: Web, key: string): Promise<Row<PublicityRow> | undefined> {
  const [station = '', list = ''] = key.split('/')
  if (!isEntryId(list)) return undefined
  const found = await hangingList(web.bank, { station, list })
  return found.ok ? found.value : undefined
}

/** As it was written down: in groups, in capitals. */
const numberIn = (text: string) => text.toLowerCase().replaceAll(/[\s-]/g, '')

async function formPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const asked = c.req.query('number')
  if (asked !== undefined && CODE.test(numberIn(asked)))
    return c.redirect(`${PATH}/${numberIn(asked)}`, 303)
  const t = words(c)
  const row = await listIn(web, sent?.fields.get('list') ?? c.req.query('list') ?? '')
  const body = (
    <>
      <h1>{t.objection.title}</h1>
      <Problem t={t} said={sent?.said ?? (asked === undefined ? undefined : t.objection.none)} />
      {row ? <ListForm web={web} c={c} row={row} sent={sent} /> : <p>{t.objection.noList}</p>}
      <LookForm c={c} />
    </>
  )
  const status = sent === undefined && asked === undefined ? 200 : 422
  return show(web, c, { title: t.objection.title, body, status })
}

async function ListForm({
  web,
  c,
  row,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<PublicityRow>
  readonly sent: Sent | undefined
}) {
  const { objection } = words(c)
  const [code = ''] = row.key.split('/')
  const station = (await web.bank.directory.get('station', code))?.body.name ?? code
  const until = dayText(row.body.until, languageOf(c))
  return (
    <form method="post" action={PATH}>
      <p>
        <b>{objection.list(station, until)}</b>
      </p>
      <p class="hint">{objection.hint}</p>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="list" value={row.key} />
      <Hidden name="number" value={web.bank.ids.opaque()} />
      <label for="f-words">{objection.words}</label>
      <p class="hint">{objection.wordsHint}</p>
      <textarea id="f-words" name="words" rows={5} required>
        {sent?.fields.get('words') ?? ''}
      </textarea>
      <Field label={objection.about} name="about" value={sent?.fields.get('about')} />
      <p>
        <button>{objection.send}</button>
      </p>
    </form>
  )
}

function LookForm({ c }: { readonly c: Ask }) {
  const { objection } = words(c)
  return (
    <form method="get" action={PATH}>
      <h2>{objection.lookTitle}</h2>
      <Field
        label={objection.number}
        name="number"
        form="look"
        autocomplete="off"
        value={c.req.query('number')}
        required
      />
      <p>
        <button class="quiet">{objection.look}</button>
      </p>
    </form>
  )
}

async function objectionSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const outcome = await objected(web, fields)
  if (outcome.ok) return c.redirect(`${PATH}/${fields.get('number')}?sent=1`, 303)
  return formPage(web, c, { said: await told(web, c, outcome.refusal), fields })
}

async function objected(web: Web, fields: Fields): Promise<Outcome<Entry>> {
  const [station = '', list = ''] = fields.get('list').split('/')
  const about = fields.get('about')
  const [person] = about === '' ? [] : await web.bank.people.find('city', { number: about }, 1)
  if (about !== '' && !person) return refuse({ code: 'paper-terms', what: 'about' })
  return objectedByAnyone(web.bank, {
    ...{ id: formId(web, fields), station, list },
    ...{ words: fields.get('words'), number: fields.get('number') },
    ...(person ? { about: person.member } : {}),
  })
}

async function answerPage(web: Web, c: Ask): Promise<Response> {
  const number = numberIn(c.req.param('number') ?? '')
  const found = await objectionBy(web.bank, number)
  const { objection } = words(c)
  const body = (
    <>
      <h1>{objection.title}</h1>
      {found && c.req.query('sent') === '1' ? (
        <div class="done" role="status">
          <p>{objection.received}</p>
          <p>
            {objection.number}：<b>{spaced(number)}</b>
          </p>
          <p>{objection.keep}</p>
        </div>
      ) : (
        ''
      )}
      {found ? <Answer web={web} c={c} found={found} /> : <p>{objection.none}</p>}
      <LookForm c={c} />
    </>
  )
  return show(web, c, { title: objection.title, body, status: found ? 200 : 404 })
}

async function Answer({
  web,
  c,
  found,
}: {
  readonly web: Web
  readonly c: Ask
  readonly found: ObjectionTold
}) {
  const { objection: t, papers, common } = words(c)
  const language = languageOf(c)
  const { station, list, objection, answerWords } = found
  const row = (await web.bank.directory.get('station', station))?.body
  const { outcome, due, answered } = objection
  const late = outcome === undefined && due !== undefined && due < web.bank.clock.now()
  return (
    <>
      <Facts
        rows={[
          [common.station, row?.name ?? station],
          [
            papers.listPosted,
            papers.periodOf(dayText(list.posted, language), dayText(list.until, language)),
          ],
          [papers.listPhone, row?.hotline ?? ''],
          [t.on, dayText(objection.day, language)],
          due === undefined ? undefined : [t.due, dayText(dayOf(due), language)],
          outcome === undefined ? undefined : [t.outcome, listed('outcome', outcome, language)],
          answered === undefined ? undefined : [t.answered, dayText(answered, language)],
        ]}
      />
      {outcome === undefined ? (
        <p>{late ? t.overdue : t.waiting}</p>
      ) : (
        <p class="done">{answerWords ?? t.gone}</p>
      )}
    </>
  )
}
