/**
 * Reconciliation at the desk: the tally's file goes in, the two books come out
 * side by side, each difference with a button that makes the entry, and the
 * sign-off at the end. One form carries the file round, so that it works
 * without a script and nothing is kept between requests.
 */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import { today } from '../bank/draft.ts'
import { RolledBack } from '../bank/oversight/checkpoint.ts'
import { reconcile, type Reconciled, type ReconcileOrder } from '../bank/oversight/reconcile.ts'
import { signOff } from '../bank/oversight/sign-off.ts'
import { BrokenBooks } from '../bank/oversight/sound.ts'
import { placeTally } from '../bank/oversight/tally.ts'
import { parseHours } from '../ledger/minutes.ts'
import type { Outcome, Refusal } from '../ledger/refusal.ts'
import { sha256, toHex } from '../ledger/sha256.ts'
import { isSheetFault, readSheet } from '../paper/sheet.ts'
import { readTally, type TallyRow } from '../paper/tally.ts'
import { quoted } from '../words/reading.ts'
import { rowSentence, sheetSentence } from '../words/sheet.ts'
import { Field, Hidden, plain, Problem, show } from './page.tsx'
import { Result } from './reconcile-result.tsx'
import { putRight } from './put-right.ts'
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

export function reconcilePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/reconcile', (c) => askPage(web, c))
  app.post('/desk/reconcile', async (c) => {
    try {
      return await sent(web, c)
    } catch (error) {
      const t = words(c).reconcile
      if (error instanceof BrokenBooks)
        return plain(web, c, 500, t.brokenTitle, t.broken(error.seq))
      if (error instanceof RolledBack) return plain(web, c, 500, t.brokenTitle, t.rolledBack)
      throw error
    }
  })
}

interface Given {
  readonly name: string
  readonly bytes: Uint8Array
  readonly month: string
  readonly station: string
}

function askPage(web: Web, c: Ask, said?: string, bad: readonly string[] = [], month?: string) {
  const t = words(c)
  const body = (
    <>
      <h1>{t.reconcile.title}</h1>
      <p class="hint">{t.reconcile.hint}</p>
      <Problem t={t} said={said} />
      {bad.length > 0 ? (
        <ul class="problem">
          {bad.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      ) : (
        ''
      )}
      <form method="post" action="/desk/reconcile" enctype="multipart/form-data">
        <div class="row">
          <StationField web={web} c={c} />
          <Field
            label={t.reconcile.month}
            name="month"
            type="month"
            value={month ?? monthBefore(today(web.bank))}
            max={today(web.bank).slice(0, 7)}
            pattern="[0-9]{4}-[0-9]{2}"
            placeholder="2026-10"
            required
          />
          <div>
            <label for="f-tally">{t.reconcile.chooseTally}</label>
            <input id="f-tally" type="file" name="tally" accept=".xlsx,.csv" required />
          </div>
          <button name="do" value="look">
            {t.reconcile.submit}
          </button>
        </div>
      </form>
    </>
  )
  const status = said === undefined && bad.length === 0 ? 200 : 422
  return show(web, c, { title: t.reconcile.title, body, look: 'desk', status })
}

/** The month before a day's: the one a station reconciles. */
function monthBefore(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
}

async function givenIn(c: Ask, fields: Fields): Promise<Given | undefined> {
  const carried = fields.all('bytes')[0]
  const file = fields.file('tally')
  const bytes =
    carried === undefined
      ? new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
      : new Uint8Array(Buffer.from(carried, 'base64'))
  const name = (carried === undefined ? file?.name : fields.get('name')) ?? ''
  const station = fields.get('station') || deskStation(c)
  return bytes.length === 0 ? undefined : { name, bytes, station, month: fields.get('month') }
}

async function rowsIn(
  web: Web,
  c: Ask,
  given: Given,
): Promise<readonly TallyRow[] | { readonly said?: string; readonly bad?: readonly string[] }> {
  const language = languageOf(c)
  const sheet = await readSheet(given.bytes, given.name)
  if (isSheetFault(sheet)) return { said: sheetSentence(sheet, language) }
  const read = readTally(sheet, { today: today(web.bank) })
  if (isSheetFault(read)) return { said: sheetSentence(read, language) }
  if (read.faults.length === 0) return read.rows
  return { bad: read.faults.map((fault) => rowSentence(fault, language)) }
}

async function sent(web: Web, c: Ask): Promise<Response> {
  const { bank } = web
  const actor = actorOf(c)
  const fields = await fieldsOf(c)
  const given = await givenIn(c, fields)
  if (!given) return askPage(web, c, words(c).reconcile.tallyMissing, [], fields.get('month'))
  const again = async (no: Refusal) => askPage(web, c, await told(web, c, no), [], given.month)
  const rows = await rowsIn(web, c, given)
  if (!('length' in rows)) return askPage(web, c, rows.said, rows.bad, given.month)
  const tally = await placeTally(bank, actor, given.station, rows)
  if (!tally.ok) return again(tally.refusal)
  const { station, month } = given
  const order = { station, month, tally: tally.value, file: toHex(sha256(given.bytes)) }
  const found = await reconcile(bank, actor, order)
  if (!found.ok) return again(found.refusal)
  const done = await act(web, c, fields, { ...order, bytes: given.bytes }, found.value)
  // What an act has changed is looked at once more.
  const now = await reconcile(bank, actor, order)
  if (!now.ok) return again(now.refusal)
  return resultPage(web, c, given, now.value, done)
}

interface Done {
  readonly said?: string
  readonly note?: string
}

/** What the button that was pressed asks for; looking asks for nothing. */
async function act(
  web: Web,
  c: Ask,
  fields: Fields,
  { bytes, ...order }: ReconcileOrder & Pick<Given, 'bytes'>,
  found: Reconciled,
): Promise<Done> {
  const t = words(c).reconcile
  const [verb = '', which = ''] = fields.get('do').split('-')
  const hours = fields.get(`hours-${which}`)
  if (hours !== '' && parseHours(hours) === undefined)
    return { said: `${quoted(hours)}：${words(c).desk.durationHint}` }
  const outcome: Outcome<unknown> | undefined =
    verb === 'sign' ? undefined : await putRight(web, c, { verb, which, fields, found })
  if (outcome) {
    return outcome.ok ? { note: t.handled } : { said: await told(web, c, outcome.refusal) }
  }
  if (verb !== 'sign') return {}
  if (fields.get('checked') === '') return { said: t.signOffFirst }
  const reason = fields.get('sign-reason')
  // The book itself is kept before the entry that names it.
  await web.bank.evidence.put(bytes)
  const signed = await signOff(web.bank, actorOf(c), { ...order, reason })
  if (!signed.ok) return { said: await told(web, c, signed.refusal) }
  const { seq } = signed.value.entry
  const text = signed.again ? t.signOffBefore : t.signOffDone
  const sealed = t.sealed(signed.value.checkpoint?.size ?? seq)
  return { note: `${text(found.month, seq)} · ${sealed}` }
}

async function resultPage(
  web: Web,
  c: Ask,
  given: Given,
  found: Reconciled,
  { said, note }: Done,
): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>
        {t.reconcile.title} · {given.month}
      </h1>
      <Problem t={t} said={said} />
      {note === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {note}
        </p>
      )}
      <form
        method="post"
        action="/desk/reconcile"
        enctype="multipart/form-data"
        class="printed books"
      >
        <Hidden name="station" value={given.station} />
        <Hidden name="month" value={given.month} />
        <Hidden name="name" value={given.name} />
        <Hidden name="bytes" value={Buffer.from(given.bytes).toString('base64')} />
        {/* The first button of a form is what Enter presses: it must change nothing. */}
        <button name="do" value="look" class="quiet">
          {t.reconcile.lookAgain}
        </button>
        {await Result({ web, c, found, name: given.name })}
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.reconcile.title, body, look: 'desk', status })
}
