/** Hours entered late: one page with the stamped list's photo and a line for each person; all of it waits for a second person. */
import type { Hono } from 'hono'
import { enterLate } from '../bank/activities/late.ts'
import { naturalId } from '../bank/hours/opening.ts'
import type { EntryId } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { sentence } from '../words/refusal.ts'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskScope,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function latePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/late', (c) => latePage(web, c, { id: web.bank.ids.entry(), values: {} }))
  app.post('/desk/late', (c) => lateSent(web, c))
}

interface Form {
  readonly id: EntryId
  readonly values: Readonly<Record<string, string>>
  readonly said?: string
}

function latePage(web: Web, c: Ask, { id, values, said }: Form): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const services = web.bank.rules.services.map(({ code, name }) => [code, name[language]] as const)
  const file = values['file'] ?? ''
  const sent = c.req.query('sent')
  const body = (
    <>
      <h1>{t.claim.lateTitle}</h1>
      <p class="hint">{t.claim.lateHint}</p>
      {sent === undefined || said !== undefined || !/^\d{1,4}$/.test(sent) ? (
        ''
      ) : (
        <p class="done" role="status">
          {t.claim.lateSent(Number(sent))} <a href="/desk/reviews">{t.review.title}</a>
        </p>
      )}
      <Problem t={t} said={said} />
      <form method="post" action="/desk/late" enctype="multipart/form-data">
        <Hidden name="id" value={id} />
        <StationField web={web} c={c} />
        <div class="row">
          <Choice
            label={t.common.service}
            name="service"
            value={values['service'] ?? 'activity'}
            options={services}
          />
          <Field label={t.desk.servedOn} name="day" type="date" value={values['day']} />
        </div>
        {file === '' ? (
          <Field label={t.claim.file} name="photo" type="file" accept="image/*,.pdf,.xlsx" />
        ) : (
          <>
            <Hidden name="file" value={file} />
            <p>{t.claim.fileKept}</p>
          </>
        )}
        <label for="f-list">{t.claim.list}</label>
        <p class="hint">{t.claim.listHint}</p>
        <textarea id="f-list" name="list" rows={10}>
          {values['list'] ?? ''}
        </textarea>
        <p>
          <button>{t.claim.lateSend}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.claim.lateTitle, body, look: 'desk', status })
}

/** Kept as soon as it comes, so that a mistake in the list does not ask for it again. */
async function evidenceIn({ bank }: Web, fields: Fields): Promise<string> {
  const photo = fields.file('photo')
  const bytes = photo ? new Uint8Array(await photo.arrayBuffer()) : new Uint8Array()
  return bytes.length === 0 ? fields.get('file') : bank.evidence.put(bytes)
}

async function lateSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const station = deskStation(c)
  const file = station === '' ? '' : await evidenceIn(web, fields)
  const values = {
    ...{ service: fields.get('service'), day: fields.get('day'), file },
    list: fields.long('list').slice(0, LIST_CHARS_MAX),
  }
  const rows = await rowsIn(web, c, id, values.list)
  if (typeof rows === 'string') return latePage(web, c, { id, values, said: rows })
  const order = { id, station, service: values.service, day: values.day, file, rows }
  const outcome = await enterLate(web.bank, actorOf(c), order)
  if (!outcome.ok)
    return latePage(web, c, { id, values, said: await told(web, c, outcome.refusal) })
  const said = await refusedText(web, c, order, outcome.value)
  if (said !== undefined) return latePage(web, c, { id, values, said })
  return c.redirect(`/desk/late?sent=${rows.length}`, 303)
}

const LIST_CHARS_MAX = 40_000

type Rows = Parameters<typeof enterLate>[2]['rows']

/** "GZ00000018 2.5", a line for each; what cannot be read is said with its line. */
async function rowsIn(web: Web, c: Ask, id: EntryId, list: string): Promise<Rows | string> {
  const { claim: t } = words(c)
  const rows: Rows[number][] = []
  for (const [at, line] of list.split('\n').entries()) {
    const text = line.normalize('NFKC').trim()
    if (text === '') continue
    const [, number = '', hours = ''] = /^(\S+)[\s,;]+(.+)$/.exec(text) ?? []
    const minutes = parseHours(hours)
    if (number === '' || minutes === undefined) return t.lateLine(at + 1)
    const [person] = await web.bank.people.find(deskScope(c), { number }, 1)
    if (!person) return t.lateNobody(at + 1, number)
    const { member } = person
    if (rows.some((row) => row.member === member)) return t.lateTwice(at + 1)
    // A form sent twice is the same rows under the same ids.
    rows.push({ id: naturalId('late', id, member), member, minutes })
  }
  return rows.length === 0 ? t.lateEmpty : rows
}

async function refusedText(
  web: Web,
  c: Ask,
  { rows }: { readonly rows: Rows },
  outcomes: readonly Outcome<unknown>[],
): Promise<string | undefined> {
  const members = rows.map(({ member }) => member)
  const speaker = await speakerFor(web, c, members)
  const said = new Set(
    outcomes.flatMap((outcome) => {
      if (outcome.ok || outcome.refusal.code === 'waits-for-review') return []
      return outcome.refusal.code === 'group-refused' ? [] : [sentence(outcome.refusal, speaker)]
    }),
  )
  return said.size === 0 ? undefined : [...said].join(' ')
}
