/** The list to key into i志愿 by hand: ticked off row by row, and as a file. */
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { takenOut, tickKeyed, type ToKeyRow, toKeyList } from '../bank/people/to-key.ts'
import { clock } from '../ledger/counter.ts'
import { keyLines, toKeyCsv, toKeyXlsx } from '../paper/to-key.ts'
import { dayText, hoursText, maskName, timeText } from '../words/reading.ts'
import { Field, Hidden, Problem, show } from './page.tsx'
import { sendFile } from './print.tsx'
import { XLSX } from './templates.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  serviceName,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PATH = '/desk/to-key'
const system = 'ivolunteer'

export function toKeyPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => page(web, c, monthIn(web, c.req.query('month'))))
  app.get(`${PATH}/file`, (c) => file(web, c, monthIn(web, c.req.query('month'))))
  app.post(PATH, async (c) => {
    const fields = await fieldsOf(c)
    const month = monthIn(web, fields.get('month'))
    const back = fields.get('back')
    const entries = (back === '' ? fields.all('keyed') : [back]).filter(isEntryId)
    const order = { id: formId(web, fields), station: fields.get('station') || deskStation(c) }
    const outcome = await tickKeyed(web.bank, actorOf(c), {
      ...{ ...order, system, entries, keyed: back === '' },
    })
    if (!outcome.ok) return page(web, c, month, await told(web, c, outcome.refusal))
    return c.redirect(`${PATH}?month=${month}&done=1`, 303)
  })
}

const monthIn = ({ bank }: Web, text = '') =>
  /^\d{4}-\d{2}$/.test(text) ? text : today(bank).slice(0, 7)

const listed = (web: Web, c: Ask, month: string) =>
  toKeyList(web.bank, actorOf(c), { station: deskStation(c), month, system })

async function page(web: Web, c: Ask, month: string, problem?: string): Promise<Response> {
  const t = words(c)
  const found = await listed(web, c, month)
  const said = problem ?? (found.ok ? undefined : await told(web, c, found.refusal))
  const body = (
    <>
      <h1>{t.toKey.title}</h1>
      <p class="hint">{t.toKey.hint}</p>
      <p>
        <b>{t.toKey.noUpload}</b>
      </p>
      <Problem t={t} said={said} />
      {c.req.query('done') === '1' ? <p class="done">{t.toKey.saved}</p> : ''}
      <form method="get" action={PATH} class="row noprint">
        <Field label={t.toKey.month} name="month" type="month" value={month} />
        <button class="quiet">{t.toKey.show}</button>
      </form>
      {found.ok ? <List web={web} c={c} month={month} rows={found.value} /> : ''}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.toKey.title, body, look: 'desk', status })
}

interface Listed {
  readonly web: Web
  readonly c: Ask
  readonly month: string
  readonly rows: readonly ToKeyRow[]
}

async function List({ web, c, month, rows }: Listed) {
  const t = words(c)
  if (rows.length === 0) return <p>{t.toKey.none}</p>
  const open = rows.filter(({ keyed }) => !keyed).length
  const names = await staffNames(
    web,
    c,
    rows.flatMap(({ keyed }) => keyed?.by ?? []),
  )
  const heads = [t.common.name, t.toKey.outside, t.desk.servedOn, t.common.service]
  return (
    <form method="post" action={PATH}>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="station" value={deskStation(c)} />
      <Hidden name="month" value={month} />
      <p>{t.toKey.left(open, rows.length)}</p>
      <p class="noprint">
        <a href={`${PATH}/file?month=${month}`}>{t.toKey.xlsx}</a>{' '}
        <a href={`${PATH}/file?month=${month}&csv=1`}>{t.toKey.csv}</a>
      </p>
      <table class="sheet">
        <thead>
          <tr>
            {[...heads, t.toKey.times, t.toKey.hours, t.toKey.tick].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row web={web} c={c} row={row} name={names.get(row.keyed?.by ?? '')} />
          ))}
        </tbody>
      </table>
      <button name="back" value="">
        {t.toKey.save}
      </button>
    </form>
  )
}

function Row({
  web,
  c,
  row,
  name,
}: {
  readonly web: Web
  readonly c: Ask
  readonly row: ToKeyRow
  readonly name: string | undefined
}) {
  const t = words(c)
  const language = languageOf(c)
  const { person, keyed, span } = row
  const who = person ? maskName(person.name) : t.common.erased
  return (
    <tr>
      <td>{who}</td>
      <td>{person?.outside[system] ?? person?.number}</td>
      <td>{dayText(row.servedOn, language)}</td>
      <td>{serviceName(web, row.service, language)}</td>
      <td>{span ? `${clock(span.from)}—${clock(span.to)}` : ''}</td>
      <td class="num">{hoursText(row.minutes, language)}</td>
      <td>
        {keyed ? (
          <>
            {t.toKey.keyed(name ?? keyed.by, timeText(keyed.at, language))}{' '}
            <button class="quiet" name="back" value={row.entry}>
              {t.toKey.takeBack}
            </button>
          </>
        ) : (
          <input
            type="checkbox"
            name="keyed"
            value={row.entry}
            aria-label={t.toKey.choose(`${who} ${row.servedOn}`)}
          />
        )}
      </td>
    </tr>
  )
}

/** With whole names, to be keyed in: kept in the audit journal, and looked at afterwards where there are many. */
async function file(web: Web, c: Ask, month: string): Promise<Response> {
  const found = await listed(web, c, month)
  if (!found.ok) return page(web, c, month)
  const station = deskStation(c)
  await takenOut(web.bank, actorOf(c), station, found.value)
  const lines = await keyLines(web.bank, found.value, system, languageOf(c))
  const csv = c.req.query('csv') === '1'
  const bytes = csv ? toKeyCsv(lines) : await toKeyXlsx(lines)
  const name = `to-key-${station}-${month}.${csv ? 'csv' : 'xlsx'}`
  return sendFile(c, bytes, name, csv ? 'text/csv; charset=utf-8' : XLSX)
}
