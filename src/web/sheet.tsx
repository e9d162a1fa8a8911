/** A sign-in sheet from a file: looked at first, naming every cell that needs a change; recorded on a second yes. */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { enterSheet, planSheet, type RowPlan } from '../bank/people/attendance.ts'
import { readAttendance } from '../paper/attendance.ts'
import { isSheetFault, readSheet } from '../paper/sheet.ts'
import { sentence } from '../words/refusal.ts'
import { refusedRow, rowSentence, sheetSentence } from '../words/sheet.ts'
import { Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  languageOf,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function sheetPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/import', (c) => sheetPage(web, c))
  app.post('/desk/import', (c) => sheetSent(web, c))
}

interface Look {
  readonly said?: string
  readonly rows?: number
  readonly bad?: readonly string[]
  readonly good?: number
  readonly known?: number
  /** The file itself goes round with the second yes, so that what was looked at is what is recorded. */
  readonly again?: { readonly name: string; readonly bytes: Uint8Array; readonly station: string }
}

function sheetPage(web: Web, c: Ask, look: Look = {}): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.desk.sheet}</h1>
      <p class="hint">{t.desk.sheetHint}</p>
      <Problem t={t} said={look.said} />
      {look.rows === undefined ? '' : <LookedAt c={c} look={look} />}
      <form method="post" action="/desk/import" enctype="multipart/form-data">
        <Hidden name="station" value={deskStation(c)} />
        <label for="f-sheet">{t.desk.sheetChoose}</label>
        <input id="f-sheet" type="file" name="sheet" accept=".xlsx,.csv" required />{' '}
        <button>{t.desk.sheetCheck}</button>
      </form>
    </>
  )
  const bad = look.said !== undefined || (look.bad?.length ?? 0) > 0
  return show(web, c, { title: t.desk.sheet, body, look: 'desk', status: bad ? 422 : 200 })
}

function LookedAt({ c, look }: { readonly c: Ask; readonly look: Look }) {
  const t = words(c)
  const { bad = [], good = 0, known = 0, rows = 0, again } = look
  return (
    <section class={bad.length > 0 ? 'problem' : 'done'} role="status">
      <p>
        {t.desk.sheetRows(rows)} · {t.desk.sheetGood(good)} · {t.desk.sheetKnown(known)}
      </p>
      {bad.length > 0 ? (
        <>
          <p>
            {t.desk.sheetBad(bad.length)}：{t.desk.sheetFix}
          </p>
          <ul>
            {bad.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </>
      ) : (
        ''
      )}
      {again && good > 0 ? (
        <form method="post" action="/desk/import" enctype="multipart/form-data">
          <p>{t.desk.sheetNothingYet}</p>
          <Hidden name="station" value={again.station} />
          <Hidden name="name" value={again.name} />
          <Hidden name="bytes" value={Buffer.from(again.bytes).toString('base64')} />
          <button>{t.desk.sheetConfirm(good)}</button>
        </form>
      ) : (
        ''
      )}
    </section>
  )
}

async function sheetSent(web: Web, c: Ask): Promise<Response> {
  const language = languageOf(c)
  const fields = await fieldsOf(c)
  const confirmed = fields.all('bytes')[0]
  const file = fields.file('sheet')
  const bytes =
    confirmed === undefined
      ? new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
      : new Uint8Array(Buffer.from(confirmed, 'base64'))
  const name = (confirmed === undefined ? file?.name : fields.get('name')) ?? ''
  const station = fields.get('station') || deskStation(c)
  const sheet = await readSheet(bytes, name)
  if (isSheetFault(sheet)) return sheetPage(web, c, { said: sheetSentence(sheet, language) })
  const read = readAttendance(sheet, { today: today(web.bank) })
  if (isSheetFault(read)) return sheetPage(web, c, { said: sheetSentence(read, language) })
  const order = { station, source: 'desk', rows: read.rows }
  const rows = read.rows.length + new Set(read.faults.map((fault) => fault.row)).size
  if (read.faults.length > 0) {
    const bad = read.faults.map((fault) => rowSentence(fault, language))
    return sheetPage(web, c, { rows, bad, good: read.rows.length })
  }
  if (confirmed === undefined) {
    const plans = await planSheet(web.bank, actorOf(c), order)
    const again = { name, bytes, station }
    return sheetPage(web, c, { rows, ...(await counted(web, c, plans)), again })
  }
  const { plans, entries } = await enterSheet(web.bank, actorOf(c), order)
  const outcome = await counted(web, c, plans)
  if (outcome.bad.length > 0) return sheetPage(web, c, { rows, ...outcome })
  return c.redirect(`/desk/today?recorded=${entries.size}`, 303)
}

async function counted(web: Web, c: Ask, plans: readonly RowPlan[]) {
  const speaker = await speakerFor(web, c)
  const bad = plans.flatMap((plan) =>
    plan.state === 'refused'
      ? [refusedRow(plan.row, sentence(plan.refusal, speaker), speaker.language)]
      : [],
  )
  const known = plans.filter((plan) => plan.state === 'already').length
  return { bad, known, good: plans.length - bad.length - known }
}
