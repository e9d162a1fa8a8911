/** The canteen at the desk: who pays what of a meal, said by the dated table; and the till's list of a day taken in. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { dinersOn, importDiners, mealFor, subsidyAt } from '../bank/catalogue/meals.ts'
import { memberOf } from '../ledger/account.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { type Diner, readDiners } from '../paper/diners.ts'
import { isSheetFault, readSheet } from '../paper/sheet.ts'
import { mealName, meals } from '../words/meals.ts'
import { refusedRow, rowSentence, sheetSentence } from '../words/sheet.ts'
import { Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import { explained, SubsidyTable } from './subsidies.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function mealPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/meals', (c) => mealPage(web, c))
  app.post('/desk/meals', (c) => listSent(web, c))
}

interface Told {
  readonly said?: string
  readonly bad?: readonly string[]
  readonly done?: string
}

async function mealPage(web: Web, c: Ask, sent: Told = {}): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const code = deskStation(c)
  const station = await web.bank.directory.get('station', code)
  const row = station && (await subsidyAt(web.bank, station.body.path, today(web.bank)))
  const eaten = [...(await dinersOn(web.bank, code, today(web.bank)))]
  const body = (
    <>
      <h1>{t.meals.title}</h1>
      {sent.done === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {sent.done}
        </p>
      )}
      <Problem t={t} said={sent.said} />
      {(sent.bad ?? []).map((said) => (
        <p>{said}</p>
      ))}
      <p class="hint">{t.meals.hint}</p>
      {row ? <SubsidyTable c={c} body={row.body} /> : <p>{t.meals.none}</p>}
      <p>
        <a href="/desk/subsidies">{t.meals.subsidies}</a>
      </p>
      {eaten.length > 0 ? <h2>{t.meals.today}</h2> : ''}
      <Facts
        rows={eaten.map(([meal, sum]) => [
          mealName(meal, language),
          t.meals.people(sum.people, sum.meals),
        ])}
      />
      {mayHere(c, 'redemptions:write') ? <ListForm web={web} c={c} /> : ''}
    </>
  )
  const status = sent.said === undefined ? 200 : 422
  return show(web, c, { title: t.meals.title, body, look: 'desk', status })
}

function ListForm({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const t = words(c).meals
  const now = today(web.bank)
  return (
    <>
      <h2>{t.diners}</h2>
      <p class="hint">{t.dinersHint}</p>
      <form method="post" action="/desk/meals" enctype="multipart/form-data" class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <StationField web={web} c={c} />
        <Field label={t.day} name="day" type="date" value={now} max={now} required />
        <Field label={t.file} name="list" type="file" accept=".xlsx,.csv" required />
        <button>{t.send}</button>
      </form>
    </>
  )
}

async function listSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const t = words(c).meals
  const station = fields.get('station') || deskStation(c)
  const read = await rowsIn(c, fields)
  if (!('rows' in read)) return mealPage(web, c, read)
  const { bytes, rows } = read
  const day = fields.get('day')
  const outcome = await importDiners(web.bank, actorOf(c), {
    id: formId(web, fields),
    station,
    day,
    file: toHex(sha256(bytes)),
    rows: rows.map(({ number, meal, count }) => ({ number, meal, count })),
  })
  if (outcome.ok) {
    const { added, changed, same } = outcome
    const sep = languageOf(c) === 'zh' ? '，' : ', '
    return mealPage(web, c, { done: `${t.taken(added, changed)}${sep}${t.asBefore(same)}` })
  }
  const [first] = outcome.refused
  if (first?.refusal.code === 'unknown-station') return notFound(web, c)
  const bad: string[] = []
  for (const { row, refusal } of outcome.refused) {
    const said = await told(web, c, refusal)
    bad.push(row < 0 ? said : refusedRow(rows[row]?.row ?? 0, said, languageOf(c)))
  }
  return mealPage(web, c, { said: bad[0] ?? '', bad: bad.slice(1) })
}

async function rowsIn(
  c: Ask,
  fields: Fields,
): Promise<Told | { readonly bytes: Uint8Array; readonly rows: readonly Diner[] }> {
  const language = languageOf(c)
  const file = fields.file('list')
  const bytes = new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
  if (!file || bytes.length === 0) return { said: words(c).meals.fileMissing }
  const sheet = await readSheet(bytes, file.name)
  if (isSheetFault(sheet)) return { said: sheetSentence(sheet, language) }
  const read = readDiners(sheet)
  if (isSheetFault(read)) return { said: sheetSentence(read, language) }
  const bad = read.faults.map((fault) => rowSentence(fault, language))
  return bad.length > 0 ? { said: bad[0] ?? '', bad: bad.slice(1) } : { bytes, rows: read.rows }
}

/** On the slip of a meal: who pays what of it, and who pays the personal share where points stand for it. */
export async function mealRow(
  web: Web,
  c: Ask,
  entry: Entry,
): Promise<readonly [string, string] | undefined> {
  const key = refOf(entry, 'item')
  const item = key === undefined ? undefined : await web.bank.directory.get('item', key)
  if (item?.body.kind !== 'meal') return undefined
  const paying = entry.postings.find(({ account, minutes }) => minutes < 0 && memberOf(account))
  const member = paying && memberOf(paying.account)
  if (member === undefined) return undefined
  const who = { member, station: entry.station }
  const price = await mealFor(web.bank, who, entry.servedOn)
  const payer = refOf(entry, 'payer')
  const language = languageOf(c)
  const said = [
    price && explained(price, language),
    payer === undefined ? undefined : meals[language].paidBy(payer),
  ].filter((text) => text !== undefined)
  return said.length === 0 ? undefined : [words(c).meals.fee, said.join('；')]
}
