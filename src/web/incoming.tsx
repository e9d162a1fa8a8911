/** Events of 12345 and the grid from a file: looked at row by row, then taken in, each number once. */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { eventsLooked, type EventsOrder, takeEvents } from '../bank/loop/outside.ts'
import { eventOf, type EventRow, readEvents } from '../paper/events.ts'
import { isSheetFault, readSheet } from '../paper/sheet.ts'
import { refusedRow, rowSentence, sheetSentence } from '../words/sheet.ts'
import { Choice, Hidden, Problem, show } from './page.tsx'
import { Titles } from './table.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PATH = '/desk/events'

export function incomingPages(app: Hono<WebEnv>, web: Web): void {
  app.get(PATH, (c) => formPage(web, c))
  app.post(PATH, (c) => fileSent(web, c))
}

const SYSTEMS = ['12345', 'grid'] as const
const FROM = { '12345': 'from12345', grid: 'fromGrid' } as const
type System = EventsOrder['system']

/** The file as it goes from one answer to the next, with what was said of it. */
interface Intake {
  readonly system: System
  readonly station: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly record: boolean
  readonly leave: boolean
}

async function intakeIn(c: Ask, fields: Fields): Promise<Intake> {
  const [carried] = fields.all('bytes')
  const file = fields.file('sheet')
  const bytes =
    carried === undefined
      ? new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
      : new Uint8Array(Buffer.from(carried, 'base64'))
  return {
    system: SYSTEMS.find((one) => one === fields.get('system')) ?? '12345',
    station: fields.get('station') || deskStation(c),
    name: (carried === undefined ? file?.name : fields.get('name')) ?? '',
    bytes,
    record: fields.get('step') === 'record',
    leave: fields.get('leave') === '1',
  }
}

interface Told {
  readonly said?: string
  readonly intake?: Intake
}

function formPage(web: Web, c: Ask, { said, intake }: Told = {}): Promise<Response> {
  const t = words(c)
  const taken = Number(c.req.query('taken') ?? Number.NaN)
  const known = Number(c.req.query('known') ?? 0)
  const body = (
    <>
      <h1>{t.incoming.title}</h1>
      {Number.isSafeInteger(taken) && Number.isSafeInteger(known) ? (
        <p class="done" role="status">
          {t.incoming.taken(taken)}
          {known > 0 ? ` · ${t.incoming.known(known)}` : ''} ·{' '}
          <a href="/desk/orders">{t.incoming.orders}</a>
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      <p class="hint">{t.incoming.hint}</p>
      <p class="hint">{t.incoming.columns}</p>
      <FileForm web={web} c={c} system={intake?.system} />
      <p>
        <a href="/desk/results">{t.incoming.results}</a>
      </p>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.incoming.title, body, look: 'desk', status })
}

function FileForm({
  web,
  c,
  system,
}: {
  readonly web: Web
  readonly c: Ask
  readonly system: System | undefined
}) {
  const { incoming: t } = words(c)
  return (
    <form method="post" action={PATH} enctype="multipart/form-data">
      <div class="row">
        <Choice
          label={t.system}
          name="system"
          value={system}
          options={SYSTEMS.map((one) => [one, t[FROM[one]]])}
        />
        <StationField web={web} c={c} />
      </div>
      <label for="f-sheet">{t.file}</label>
      <input id="f-sheet" type="file" name="sheet" accept=".xlsx,.csv" required />{' '}
      <button name="step" value="check">
        {t.check}
      </button>
    </form>
  )
}

/** One row as it was looked at: what would come of it, or why not. */
interface Looked {
  readonly event: EventRow
  readonly state: 'new' | 'known' | undefined
  readonly why: string
}

interface Look {
  readonly rows: readonly Looked[]
  /** Cells that cannot be read, each by its row and in a sentence. */
  readonly unread: readonly { readonly row: number; readonly said: string }[]
}

async function lookAt(web: Web, c: Ask, intake: Intake): Promise<Look | string> {
  const language = languageOf(c)
  const sheet = await readSheet(intake.bytes, intake.name)
  if (isSheetFault(sheet)) return sheetSentence(sheet, language)
  const read = readEvents(sheet, today(web.bank))
  if (isSheetFault(read)) return sheetSentence(read, language)
  const events = read.rows.map((row) => eventOf(row, intake.station))
  const looked = await eventsLooked(web.bank, actorOf(c), { system: intake.system, events })
  const rows: Looked[] = []
  for (const [at, event] of read.rows.entries()) {
    const outcome = looked[at]
    const no = outcome && !outcome.ok ? await told(web, c, outcome.refusal) : ''
    rows.push({
      event,
      state: outcome?.ok ? outcome.value : undefined,
      why: no === '' ? '' : refusedRow(event.row, no, language),
    })
  }
  const unread = read.faults.map((fault) => ({
    row: fault.row,
    said: rowSentence(fault, language),
  }))
  return { rows, unread }
}

async function fileSent(web: Web, c: Ask): Promise<Response> {
  const intake = await intakeIn(c, await fieldsOf(c))
  const look = await lookAt(web, c, intake)
  if (typeof look === 'string') return formPage(web, c, { said: look, intake })
  const wrong = look.rows.some(({ state }) => state === undefined) || look.unread.length > 0
  if (!intake.record) return lookPage(web, c, { intake, look })
  if (wrong && !intake.leave)
    return lookPage(web, c, { intake, look, said: words(c).incoming.leaveFirst })
  const sound = look.rows.filter(({ state }) => state !== undefined)
  const events = sound.map(({ event }) => eventOf(event, intake.station))
  const outcomes = await takeEvents(web.bank, actorOf(c), { system: intake.system, events })
  const refused = outcomes.findIndex((outcome) => !outcome.ok)
  const no = outcomes[refused]
  if (no && !no.ok) {
    const said = await told(web, c, no.refusal)
    const row = sound[refused]?.event.row ?? 0
    // What went before is taken in, and known when the page is sent again.
    const again = await lookAt(web, c, intake)
    if (typeof again !== 'string')
      return lookPage(web, c, { intake, look: again, said: refusedRow(row, said, languageOf(c)) })
  }
  const known = outcomes.filter((outcome) => outcome.ok && outcome.again).length
  return c.redirect(`${PATH}?taken=${outcomes.length - known}&known=${known}`, 303)
}

interface LookProps {
  readonly intake: Intake
  readonly look: Look
  readonly said?: string
}

async function lookPage(web: Web, c: Ask, { intake, look, said }: LookProps): Promise<Response> {
  const t = words(c)
  const count = (state: Looked['state']) => look.rows.filter((row) => row.state === state).length
  const bad = count(undefined) + new Set(look.unread.map(({ row }) => row)).size
  const [fresh, known] = [count('new'), count('known')]
  const body = (
    <>
      <h1>{t.incoming.checked}</h1>
      <p class="hint">{t.intake.file(intake.name)}</p>
      <Problem t={t} said={said} />
      <p class={bad > 0 ? 'problem' : 'done'} role="status">
        {t.incoming[FROM[intake.system]]} · {t.incoming.fresh(fresh)} · {t.incoming.known(known)}
        {bad > 0 ? ` · ${t.incoming.bad(bad)}` : ''}
      </p>
      <ul>
        {[
          ...look.unread.map(({ said: one }) => one),
          ...look.rows.flatMap(({ why }) => (why === '' ? [] : [why])),
        ].map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
      <Rows c={c} rows={look.rows} />
      {fresh > 0 ? <Confirm c={c} intake={intake} fresh={fresh} bad={bad} /> : ''}
      <h2>{t.incoming.another}</h2>
      <FileForm web={web} c={c} system={intake.system} />
    </>
  )
  const status = said === undefined && bad === 0 ? 200 : 422
  return show(web, c, { title: t.incoming.checked, body, look: 'desk', status })
}

function Rows({ c, rows }: { readonly c: Ask; readonly rows: readonly Looked[] }) {
  const { incoming: t } = words(c)
  const sound = rows.filter(({ state }) => state !== undefined)
  if (sound.length === 0) return <></>
  return (
    <table>
      <Titles titles={[t.row, t.number, t.need, t.state]} />
      <tbody>
        {sound.map(({ event, state }) => (
          <tr>
            <td class="num">{event.row}</td>
            <td>{event.number}</td>
            <td>{event.need}</td>
            <td>{state === 'new' ? t.stateFresh : t.stateKnown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ConfirmProps {
  readonly c: Ask
  readonly intake: Intake
  readonly fresh: number
  readonly bad: number
}

/** The file goes along, so that what is taken in is what was looked at. */
function Confirm({ c, intake, fresh, bad }: ConfirmProps) {
  const { incoming: t } = words(c)
  return (
    <form method="post" action={PATH} enctype="multipart/form-data">
      <Hidden name="bytes" value={Buffer.from(intake.bytes).toString('base64')} />
      <Hidden name="name" value={intake.name} />
      <Hidden name="system" value={intake.system} />
      <Hidden name="station" value={intake.station} />
      <p class="hint">{t.nothingYet}</p>
      {bad > 0 ? (
        <label class="tick">
          <input type="checkbox" name="leave" value="1" checked={intake.leave} /> {t.leave}
        </label>
      ) : (
        ''
      )}
      <button name="step" value="record">
        {t.take(fresh)}
      </button>
    </form>
  )
}
