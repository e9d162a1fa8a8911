/** The daily close: a day sheet to check and to print, and its signing off; for the city also who has not closed yet. */
import type { Hono } from 'hono'
import { refusedDay } from '../bank/actor.ts'
import { today } from '../bank/draft.ts'
import { closeDay, unclosedStations } from '../bank/oversight/close-day.ts'
import { type DaySheet, daySheet } from '../bank/oversight/day-sheet.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { AllCounts, Lines, SignedOff, Standings } from './day-sheet.tsx'
import { Field, Hidden, Problem, show } from './page.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  nextId,
  speakerFor,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function closePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/close', (c) => closePage(web, c, c.req.query('day') ?? today(web.bank)))
  app.post('/desk/close', (c) => closeSent(web, c))
}

interface Again {
  readonly said: string
  readonly id?: string
}

async function closeSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const [station, day] = [fields.get('station') || deskStation(c), fields.get('day')]
  if (fields.get('checked') === '')
    return closePage(web, c, day, { said: words(c).day.confirmFirst, id })
  const outcome = await closeDay(web.bank, actorOf(c), { id, station, day })
  if (outcome.ok) return c.redirect(`/desk/close?day=${day}&done=1`, 303)
  const said = await told(web, c, outcome.refusal)
  return closePage(web, c, day, { said, id: nextId(web, id, outcome.refusal) })
}

async function closePage(web: Web, c: Ask, day: string, again?: Again): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const sheet = station === '' ? undefined : await daySheet(web.bank, actorOf(c), { station, day })
  const no = sheet && !sheet.ok ? sheet.refusal : refusedDay(web.bank, day)
  const said = again?.said ?? (no ? await told(web, c, no) : undefined)
  const body = (
    <>
      <h1>{t.day.title}</h1>
      <p class="hint noprint">{t.day.hint}</p>
      <form method="get" action="/desk/close" class="row noprint">
        {actorOf(c).station === '' ? <StationField web={web} c={c} /> : ''}
        <Field
          label={t.day.day}
          name="day"
          type="date"
          value={day}
          max={today(web.bank)}
          required
        />
        <button class="quiet">{t.day.show}</button>
      </form>
      <Problem t={t} said={said} />
      {sheet?.ok ? await Sheet({ web, c, sheet: sheet.value, again }) : ''}
      {mayHere(c, 'days:read') && !no ? await NotClosed({ web, c, day }) : ''}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.day.title, body, look: 'desk', status })
}

interface SheetProps {
  readonly web: Web
  readonly c: Ask
  readonly sheet: DaySheet
  readonly again: Again | undefined
}

async function Sheet({ web, c, sheet, again }: SheetProps) {
  const t = words(c)
  const language = languageOf(c)
  const lines = [...sheet.lines, ...sheet.later]
  const speaker = await speakerFor(
    web,
    c,
    lines.flatMap(({ member }) => member ?? []),
  )
  const ids = [...sheet.actors.map(({ by }) => by), ...lines.map(({ by }) => by)]
  const names = await staffNames(web, c, [...ids, ...(sheet.closed ? [sheet.closed.by] : [])])
  const name = (by: string) => names.get(by) ?? by
  const place = speaker.station?.(sheet.station) ?? sheet.station
  return (
    <>
      <h2>{t.day.sheetTitle(place, dayText(sheet.day, language))}</h2>
      <SignedOff c={c} sheet={sheet} name={name} />
      <Standings c={c} sheet={sheet} />
      <p class={sheet.balanced ? 'done' : 'problem'}>
        {sheet.balanced ? t.day.balanced : t.day.unbalanced}
      </p>
      <AllCounts web={web} c={c} sheet={sheet} name={name} />
      {sheet.closed ? '' : <SignForm web={web} c={c} sheet={sheet} again={again} />}
      <h3>{t.day.lines}</h3>
      {sheet.count === 0 ? <p>{t.day.none}</p> : ''}
      <Lines web={web} c={c} lines={sheet.lines} speaker={speaker} name={name} />
      {sheet.later.length > 0 ? (
        <>
          <h3>{sheet.closed ? t.day.later : t.day.laterOpen}</h3>
          <p class="hint">{t.day.laterHint}</p>
          <Lines web={web} c={c} lines={sheet.later} speaker={speaker} name={name} />
        </>
      ) : (
        ''
      )}
      <p class="onlyprint">{t.day.signature}</p>
    </>
  )
}

function SignForm({ web, c, sheet, again }: SheetProps) {
  const t = words(c)
  if (!mayHere(c, 'days:write')) return <></>
  return (
    <form method="post" action="/desk/close" class="card">
      <Hidden name="id" value={again?.id ?? web.bank.ids.entry()} />
      <Hidden name="station" value={sheet.station} />
      <Hidden name="day" value={sheet.day} />
      <label>
        <input type="checkbox" name="checked" value="1" /> {t.day.confirm}
      </label>
      <p>
        <button>{t.day.submit}</button>
      </p>
    </form>
  )
}

/** For the city and the offices: a link to the sheet of each station that has something to close. */
async function NotClosed({
  web,
  c,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly day: string
}) {
  const t = words(c)
  const language = languageOf(c)
  const outcome = await unclosedStations(web.bank, actorOf(c), day)
  if (!outcome.ok) return <></>
  const busy = outcome.value.filter(({ count }) => count > 0)
  const speaker = await speakerFor(web, c)
  const rows = busy.map(
    (one) =>
      [
        <a href={`/desk/close?station=${one.station}&day=${day}`}>
          {one.station} {speaker.station?.(one.station) ?? ''}
        </a>,
        one,
      ] as const,
  )
  return (
    <section class="noprint">
      <h2>{t.day.unclosedTitle(dayText(day, language))}</h2>
      <p>
        {busy.length === 0
          ? t.day.unclosedNone
          : t.day.unclosed(busy.length, outcome.value.length - busy.length)}
      </p>
      <ul>
        {rows.map(([link, one]) => (
          <li>
            {link} · {t.day.records(one.count)} · {hoursText(one.minutes, language)}
          </li>
        ))}
      </ul>
    </section>
  )
}
