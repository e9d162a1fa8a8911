/** Lists that hang out (公示): made, printed, photographed, objected to, answered and ended. */
import type { Hono } from 'hono'
import { dayOf, startOf, today } from '../bank/draft.ts'
import {
  endPublicity,
  photographed,
  postPublicity,
  publicities,
  publicityOf,
} from '../bank/papers/publicity.ts'
import { answerObjection, handleObjection, isOverdue, objected } from '../bank/papers/objections.ts'
import { paperRules } from '../bank/papers/served.ts'
import type { Row } from '../bank/ports.ts'
import type { PublicityRow } from '../bank/ports-papers.ts'
import type { MemberId } from '../ledger/account.ts'
import type { Entry } from '../ledger/entry.ts'
import { type Outcome, refuse } from '../ledger/refusal.ts'
import type { Print } from '../paper/print.ts'
import { publicityPrint, publicitySaid } from '../paper/publicity.ts'
import { PLACES } from '../rules/papers.ts'
import type { ObjectionOutcome, PostingPlace } from '../rules/papers.ts'
import { listed } from '../words/papers.ts'
import { dayText } from '../words/reading.ts'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { showPrint } from './print.tsx'
import { type ActSent, DeskObjection, ListAct, Objections } from './publicity-objections.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const DAY_MS = 86_400_000

export function publicityPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/lists', (c) => listsPage(web, c))
  app.post('/desk/lists', (c) => listSent(web, c))
  app.get('/desk/lists/:list', (c) => listPage(web, c))
  app.post('/desk/lists/:list/:act', (c) => actSent(web, c))
}

async function listsPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const found = station === '' ? undefined : await publicities(web.bank, actorOf(c), station)
  const rows = found?.ok ? found.value : []
  const body = (
    <>
      <h1>{t.papers.lists}</h1>
      <PaperLinks c={c} />
      <Problem t={t} said={sent?.said} />
      {rows.length === 0 ? <p>{t.papers.listsNone}</p> : <Lists web={web} c={c} rows={rows} />}
      {mayHere(c, 'papers:write') ? <ListForm web={web} c={c} fields={sent?.fields} /> : ''}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.papers.lists, body, look: 'desk', status })
}

interface Sent {
  readonly said: string
  readonly fields: Fields
}

const idOf = ({ key }: Row<PublicityRow>) => key.slice(key.indexOf('/') + 1)

interface ListsProps {
  readonly web: Web
  readonly c: Ask
  readonly rows: readonly Row<PublicityRow>[]
}

function Lists({ web, c, rows }: ListsProps) {
  const { papers } = words(c)
  const day = (text: string) => dayText(text, languageOf(c))
  return (
    <ul>
      {rows.map((row) => (
        <li>
          <a href={`/desk/lists/${idOf(row)}?station=${row.key.split('/')[0]}`}>
            {papers.periodOf(day(row.body.from), day(row.body.to))}
          </a>{' '}
          · {papers.people} {row.body.lines.length} ·{' '}
          {row.body.ended === undefined ? papers.running : papers.ended(day(row.body.ended))}
          <Waiting web={web} c={c} row={row} />
        </li>
      ))}
    </ul>
  )
}

/** How many objections wait for an answer, and whether one has waited too long. */
function Waiting({ web, c, row }: Omit<ListsProps, 'rows'> & { readonly row: Row<PublicityRow> }) {
  const t = words(c).objection
  const { objections } = row.body
  const waiting = objections.filter(({ outcome }) => outcome === undefined).length
  if (waiting === 0) return <></>
  const late = objections.some((one) => isOverdue(web.bank, one))
  return (
    <b>
      {' '}
      · {t.openCount(waiting)}
      {late ? ` · ${t.overdue}` : ''}
    </b>
  )
}

async function ListForm({
  web,
  c,
  fields,
}: {
  readonly web: Web
  readonly c: Ask
  readonly fields: Fields | undefined
}) {
  const { papers } = words(c)
  const now = today(web.bank)
  const last = dayOf(startOf(now) + (paperRules(web.bank).publicityDays - 1) * DAY_MS)
  const date = (name: string, label: string, value: string) => (
    <Field label={label} name={name} type="date" value={fields?.get(name) || value} />
  )
  return (
    <form method="post" action="/desk/lists">
      <h2>{papers.listNew}</h2>
      <p class="hint">{papers.listHint}</p>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <StationField web={web} c={c} />
      <div class="row">
        {date('from', papers.from, `${now.slice(0, 7)}-01`)}
        {date('to', papers.to, now)}
        {date('posted', papers.posted, now)}
        {date('until', papers.until, last)}
        <Choice
          label={papers.where}
          name="place"
          value={fields?.get('place')}
          options={PLACES.map((one) => [one, listed('place', one, languageOf(c))])}
        />
      </div>
      <Field label={papers.listOne} name="number" value={fields?.get('number')} />
      <p>
        <button>{papers.make}</button>
      </p>
    </form>
  )
}

async function listSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const outcome = await posted(web, c, fields)
  if (outcome.ok)
    return c.redirect(`/desk/lists/${outcome.value.id}?station=${outcome.value.station}`, 303)
  return listsPage(web, c, { said: await told(web, c, outcome.refusal), fields })
}

async function posted(web: Web, c: Ask, fields: Fields): Promise<Outcome<Entry>> {
  const member = await memberIn(web, c, fields.get('number'))
  if (!member.ok) return member
  return postPublicity(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), station: deskStation(c) },
    ...{ from: fields.get('from'), to: fields.get('to') },
    ...{ posted: fields.get('posted'), until: fields.get('until') },
    place: fields.get('place') as PostingPlace,
    ...(member.value === undefined ? {} : { member: member.value }),
  })
}

/** The person of a number that was typed; nobody where none was. */
async function memberIn(web: Web, c: Ask, number: string): Promise<Outcome<MemberId | undefined>> {
  if (number === '') return { ok: true, value: undefined }
  const [person] = await web.bank.people.find(deskScope(c), { number }, 1)
  if (!person) return refuse({ code: 'unknown-member', member: number })
  return { ok: true, value: person.member }
}

async function listPage(web: Web, c: Ask, sent?: ActSent): Promise<Response> {
  const station = deskStation(c)
  const list = c.req.param('list') ?? ''
  const found = isEntryId(list) && (await publicityOf(web.bank, actorOf(c), { station, list }))
  if (!found || !found.ok) return notFound(web, c)
  const row = found.value
  const print = await listPrint(web, c, row)
  const beside = <Beside web={web} c={c} row={row} sent={sent} />
  return showPrint(web, c, print, {
    file: `publicity-${station}-${row.body.posted}`,
    ...{ beside, status: sent === undefined ? 200 : 422 },
  })
}

/** A list as it is printed, people by masked names. */
async function listPrint(web: Web, c: Ask, row: Row<PublicityRow>): Promise<Print> {
  const language = languageOf(c)
  const origin = web.options.base ?? new URL(c.req.url).origin
  return publicityPrint(await publicitySaid(web.bank, row, { language, origin }), language)
}

interface BesideProps {
  readonly web: Web
  readonly c: Ask
  readonly row: Row<PublicityRow>
  readonly sent: ActSent | undefined
}

/** What is done with a list while it hangs. */
function Beside({ web, c, row, sent }: BesideProps) {
  const t = words(c)
  const { papers } = t
  const { ended, photo } = row.body
  if (ended !== undefined)
    return (
      <>
        <p class="done">{papers.ended(dayText(ended, languageOf(c)))}</p>
        <Objections web={web} c={c} row={row} />
      </>
    )
  if (!mayHere(c, 'papers:write')) return <Objections web={web} c={c} row={row} />
  const form = { web, row }
  return (
    <>
      <Problem t={t} said={sent?.said} />
      <Objections web={web} c={c} row={row} sent={sent} />
      <DeskObjection web={web} c={c} row={row} sent={sent} />
      <ListAct {...form} act="photo" file>
        <label for="f-photo">{photo === undefined ? papers.photoAdd : papers.photoKept}</label>
        <input id="f-photo" type="file" name="photo" accept="image/*" capture="environment" />{' '}
        <button>{papers.upload}</button>
      </ListAct>
      <ListAct {...form} act="end">
        <button>{papers.end}</button>
      </ListAct>
    </>
  )
}

async function actSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const [list, act, station] = [c.req.param('list'), c.req.param('act'), deskStation(c)]
  const of = { id: formId(web, fields), station, list: list ?? '' }
  const outcome = await acted(web, c, { act: act ?? '', of, fields })
  if (outcome === undefined) return notFound(web, c)
  // An objector's number is shown once, to be handed over.
  const given = act === 'objection' ? `&number=${fields.get('number')}` : ''
  if (outcome.ok) return c.redirect(`/desk/lists/${list}?station=${station}${given}`, 303)
  if (outcome.refusal.code === 'unknown-paper') return notFound(web, c)
  const said = await told(web, c, outcome.refusal)
  return listPage(web, c, { said, act: act ?? '', fields })
}

interface Act {
  readonly act: string
  readonly of: Parameters<typeof endPublicity>[2]
  readonly fields: Fields
}

async function acted(
  web: Web,
  c: Ask,
  { act, of, fields }: Act,
): Promise<Outcome<Entry> | undefined> {
  const { bank } = web
  const actor = actorOf(c)
  if (act === 'photo') {
    const bytes = await fields.file('photo')?.arrayBuffer()
    return photographed(bank, actor, { ...of, photo: new Uint8Array(bytes ?? new ArrayBuffer()) })
  }
  const said = fields.get('words')
  if (act === 'objection') {
    const about = await memberIn(web, c, fields.get('about'))
    if (!about.ok) return about
    return objected(bank, actor, {
      ...{ ...of, words: said, number: fields.get('number') },
      ...(about.value === undefined ? {} : { about: about.value }),
    })
  }
  const n = Number(fields.get('n'))
  if (act === 'handle') return handleObjection(bank, actor, { ...of, n })
  if (act === 'answer') {
    const outcome = fields.get('outcome') as ObjectionOutcome
    return answerObjection(bank, actor, { ...of, n, outcome, words: said })
  }
  return act === 'end' ? endPublicity(bank, actor, of) : undefined
}
