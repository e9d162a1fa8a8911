/** Subsidies of meals (助餐补贴标准): the dated tables of an area, an example worked out, and a new table by the city's office. */
import type { Hono } from 'hono'
import {
  loadSubsidy,
  mealExample,
  type MealTold,
  subsidiesOn,
  subsidyAt,
  type SubsidyTable as Found,
} from '../bank/catalogue/meals.ts'
import { seesCity } from '../bank/actor.ts'
import { isDay, today } from '../bank/draft.ts'
import type { SubsidyRow } from '../bank/ports-catalogue.ts'
import type { Eater, MealShare } from '../rules/meals.ts'
import type { Language } from '../words/language.ts'
import { BAND_CODES, bandName, meals, yuanText } from '../words/meals.ts'
import { dayText } from '../words/reading.ts'
import { Choice, Field, Hidden, Problem, show } from './page.tsx'
import { Titles } from './table.tsx'
import { StationField } from './station-field.tsx'
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

const PATH = '/desk/subsidies'

export function subsidyPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => subsidiesPage(web, c))
  app.post(PATH, (c) => tableSent(web, c))
}

interface Sent {
  readonly said: string
  readonly fields: Fields
}

async function subsidiesPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const t = words(c)
  const path = await pathHere(web, c)
  const tables = await subsidiesOn(web.bank, path)
  const body = (
    <>
      <h1>{t.meals.subsidies}</h1>
      {c.req.query('done') === '1' ? (
        <p class="done" role="status">
          {t.meals.saved}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={sent?.said} />
      <p class="hint">
        {t.meals.hint} {t.meals.subsidiesHint}
      </p>
      {tables.length === 0 ? <p>{t.meals.none}</p> : ''}
      {tables.map((found) => (
        <Dated web={web} c={c} found={found} among={tables} />
      ))}
      <Example web={web} c={c} path={path} />
      {mayHere(c, 'directory:write') ? <TableForm web={web} c={c} sent={sent} /> : ''}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.meals.subsidies, body, look: 'desk', status })
}

/** The areas around the desk, or around what an office looks after; all where that is the city and no station is chosen. */
async function pathHere(web: Web, c: Ask): Promise<string | undefined> {
  const station = deskStation(c)
  if (station !== '') return (await web.bank.directory.get('station', station))?.body.path ?? ''
  const actor = actorOf(c)
  return seesCity(actor) ? undefined : (actor.path ?? '')
}

interface DatedProps {
  readonly web: Web
  readonly c: Ask
  readonly found: Found
  readonly among: readonly Found[]
}

/** A table under its area and day, with where it stands now. */
async function Dated({ web, c, found, among }: DatedProps) {
  const { meals: t } = words(c)
  const { area, row } = found
  const now = today(web.bank)
  const newer = among.some(
    (one) => one.area === area && one.row.body.from > row.body.from && one.row.body.from <= now,
  )
  const standing = row.body.from > now ? t.later : newer ? t.replaced : t.inForce
  const name = (await web.bank.directory.get('area', area))?.body.name ?? area
  return (
    <section>
      <h2>
        {t.areaVersion(name, row.version)} · {standing}
      </h2>
      <SubsidyTable c={c} body={row.body} />
    </section>
  )
}

export function SubsidyTable({ c, body }: { readonly c: Ask; readonly body: SubsidyRow }) {
  const t = words(c).meals
  const language = languageOf(c)
  const { from, fee, bands, source, sample } = body
  const yuan = (fen: number) => yuanText(fen, language)
  const titles = [t.band, t.city, t.district, t.town, t.pays, t.otherTown, t.otherDistrict]
  return (
    <>
      <p>
        {t.from(dayText(from, language))} · {t.fee} {yuan(fee)} · {t.source} {source}
        {sample ? (
          <>
            {' '}
            <b>{t.sample}</b>
          </>
        ) : (
          ''
        )}
      </p>
      <table>
        <Titles titles={titles} />
        <tbody>
          {bands.map((band) => (
            <tr>
              <th scope="row">{bandName(band.band, language)}</th>
              {[
                ...[band.city, band.district, band.town, band.pays],
                ...[band.pays + band.town, band.pays + band.town + band.district],
              ].map((fen) => (
                <td>{yuan(fen)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** A price as it is told: the fee, the diner's part, and who pays the rest. */
export function explained(
  { city, district, town, pays, table }: MealTold,
  language: Language,
): string {
  const t = meals[language]
  const yuan = (fen: number) => yuanText(fen, language)
  const rest = [
    `${t.city} ${yuan(city)}`,
    `${t.district} ${yuan(district)}`,
    `${t.town} ${yuan(town)}`,
  ].join(language === 'zh' ? '、' : ', ')
  const said = `${t.explained(yuan(table.fee), yuan(pays))}${language === 'zh' ? '；' : '; '}${rest}`
  return table.sample ? `${said}（${t.sample}）` : said
}

const HOMES = [
  ['town', 'homeTown'],
  ['district', 'homeDistrict'],
  ['city', 'homeCity'],
] as const

/** Where somebody lives who eats at a place: there, elsewhere in the district, or in another one. */
function homeOf(place: string, home: string): string {
  const [city = '', district = ''] = place.split('/')
  if (home === 'city') return `${city}/-/`
  return home === 'district' ? `${city}/${district}/-/` : place
}

interface ExampleProps {
  readonly web: Web
  readonly c: Ask
  readonly path: string | undefined
}

async function Example({ web, c, path }: ExampleProps) {
  const t = words(c).meals
  const asked = (name: string) => c.req.query(name) ?? ''
  const day = isDay(asked('day')) ? asked('day') : today(web.bank)
  const isHard = asked('hardship') === '1'
  return (
    <>
      <h2>{t.example}</h2>
      <form method="get" action={PATH} class="row">
        {actorOf(c).station === '' ? <StationField web={web} c={c} /> : ''}
        <Field label={t.day} name="day" type="date" value={day} form="example" />
        <Field label={t.exampleAge} name="age" value={asked('age')} inputmode="numeric" />
        <Choice
          label={t.exampleHome}
          name="home"
          value={asked('home')}
          options={HOMES.map(([one, word]) => [one, t[word]])}
        />
        <label class="tick">
          <input type="checkbox" name="hardship" value="1" checked={isHard} /> {t.exampleHardship}
        </label>
        <button class="quiet">{t.exampleShow}</button>
      </form>
      {/^\d{1,3}$/.test(asked('age')) ? (
        <Worked
          web={web}
          c={c}
          day={day}
          eater={{
            ...{ hardship: isHard, age: Number(asked('age')), place: path ?? '' },
            home: homeOf(path ?? '', asked('home')),
          }}
        />
      ) : (
        ''
      )}
    </>
  )
}

async function Worked({
  web,
  c,
  eater,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly eater: Eater
  readonly day: string
}) {
  const t = words(c).meals
  const language = languageOf(c)
  if (!(await subsidyAt(web.bank, eater.place, day))) return <p role="status">{t.none}</p>
  const price = await mealExample(web.bank, eater, day)
  if (!price) return <p role="status">{t.exampleNone}</p>
  const { source, from } = price.table
  return (
    <p class="done" role="status">
      {bandName(price.band, language)}：{explained(price, language)}（{t.exampleSource(source)}，
      {t.from(dayText(from, language))}）
    </p>
  )
}

/** A table has a few bands; a paper with more is loaded by a program. */
const ROWS = 6

/** Columns of a row of the form, after its code and its tick. */
const FIGURES = ['age', 'city', 'district', 'town', 'pays'] as const

async function TableForm({
  web,
  c,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly sent: Sent | undefined
}) {
  const t = words(c).meals
  const areas = (await web.bank.directory.all('area'))
    .filter(({ body }) => ['city', 'district', 'street'].includes(body.level))
    .toSorted((a, b) => (a.body.path < b.body.path ? -1 : 1))
  const typed = (name: string) => sent?.fields.get(name) ?? ''
  return (
    <form method="post" action={PATH}>
      <h2>{t.add}</h2>
      <p class="hint">{t.addHint}</p>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <div class="row">
        <Choice
          label={t.area}
          name="area"
          value={typed('area')}
          options={areas.map(({ key, body }) => [key, `${key} ${body.name}`])}
        />
        <Field label={t.fromDay} name="from" type="date" value={typed('from')} />
        <Field label={t.feeYuan} name="fee" value={typed('fee')} inputmode="decimal" />
        <Field label={t.sourceCode} name="source" value={typed('source')} hint={t.sourceHint} />
      </div>
      <BandRows c={c} sent={sent} />
      <p>
        <button>{t.save}</button>
      </p>
    </form>
  )
}

function BandRows({ c, sent }: { readonly c: Ask; readonly sent: Sent | undefined }) {
  const t = words(c).meals
  const typed = (name: string) => sent?.fields.get(name) ?? ''
  const titles = [t.bandCode, t.isHardship, t.ageFrom, t.city, t.district, t.town, t.pays]
  return (
    <table>
      <Titles titles={titles} />
      <tbody>
        {Array.from({ length: ROWS }, (_, at) => (
          <tr>
            <td>
              <input
                name={`band-${at}`}
                aria-label={`${t.bandCode} ${at + 1}`}
                value={sent ? typed(`band-${at}`) : (BAND_CODES[at] ?? '')}
              />
            </td>
            <td>
              <input
                type="checkbox"
                name={`hardship-${at}`}
                value="1"
                aria-label={`${t.isHardship} ${at + 1}`}
                checked={sent ? typed(`hardship-${at}`) === '1' : BAND_CODES[at] === 'hardship'}
              />
            </td>
            {FIGURES.map((name) => (
              <td>
                <input
                  name={`${name}-${at}`}
                  size={6}
                  inputmode="decimal"
                  aria-label={`${name === 'age' ? t.ageFrom : t[name]} ${at + 1}`}
                  value={typed(`${name}-${at}`)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Fen from what was typed as yuan: "3", "2.5"; undefined where it is no amount. */
function fenIn(text: string): number | undefined {
  return /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : undefined
}

/** The bands that were filled in, or which row is wrong and why. A row with neither age nor amounts is left out. */
function bandsIn(c: Ask, fields: Fields, fee: number): readonly MealShare[] | string {
  const t = words(c).meals
  const bands: MealShare[] = []
  for (let at = 0; at < ROWS; at++) {
    const typed = FIGURES.map((name) => fields.get(`${name}-${at}`))
    if (typed.every((text) => text === '')) continue
    const [age = '', ...amounts] = typed
    const fen = amounts.map(fenIn)
    const [city, district, town, pays] = fen
    const isWhole = /^\d{1,3}$/.test(age)
    if (!isWhole || city === undefined || district === undefined || town === undefined)
      return t.moneyWrong(at + 1)
    if (pays === undefined) return t.moneyWrong(at + 1)
    if (city + district + town + pays !== fee)
      return t.sumWrong(at + 1, yuanText(fee, languageOf(c)))
    const hardship = fields.get(`hardship-${at}`) === '1'
    const band = fields.get(`band-${at}`)
    bands.push({ ...{ band, hardship, age: Number(age) }, ...{ city, district, town, pays } })
  }
  return bands.length === 0 ? t.bandsNone : bands
}

async function tableSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const fee = fenIn(fields.get('fee'))
  const bands = fee === undefined ? words(c).meals.feeWrong : bandsIn(c, fields, fee)
  if (fee === undefined || typeof bands === 'string')
    return subsidiesPage(web, c, { said: bands as string, fields })
  const outcome = await loadSubsidy(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), area: fields.get('area'), from: fields.get('from') },
    ...{ fee, bands, source: fields.get('source') },
  })
  if (outcome.ok) return c.redirect(`${PATH}?done=1`, 303)
  return subsidiesPage(web, c, { said: await told(web, c, outcome.refusal), fields })
}
