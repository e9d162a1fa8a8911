/** What leaves the calendar: the list of a day on paper, how it was used in a month, and the screen at the door. */
import type { Hono } from 'hono'
import { calendarOf, slotsFor, thingsOf } from '../bank/calendar/list.ts'
import { allUse, type Use, type UseLine, useOf } from '../bank/calendar/use.ts'
import { startOf, today } from '../bank/draft.ts'
import { noteEvent } from '../bank/oversight/audit.ts'
import type { Print, PrintBlock } from '../paper/print.ts'
import { dayText } from '../words/reading.ts'
import { whoText } from './calendar-desk.tsx'
import { dayAsked, plusDays, spanText, stateText, stationName, dayWord } from './calendar-view.tsx'
import { Field, notFound, show } from './page.tsx'
import { showPrint } from './print.tsx'
import { StationField } from './station-field.tsx'
import { actorOf, type Ask, deskStation, languageOf, type Web, type WebEnv, words } from './view.ts'

export function calendarPaperPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/calendar/list', (c) => listPage(web, c))
  app.get('/desk/calendar/use', (c) => usePage(web, c))
  app.get('/on/:station', (c) => screenPage(web, c))
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t, common } = words(c)
  const language = languageOf(c)
  const day = dayAsked(web, c)
  const station = deskStation(c)
  const found = await calendarOf(web.bank, actorOf(c), { station, day })
  if (!found.ok) return notFound(web, c)
  const blocks: PrintBlock[] = [
    { kind: 'text', text: await stationName(web, station), centre: true },
  ]
  for (const { thing, bookings } of found.value) {
    if (bookings.length === 0) continue
    const rows: string[][] = []
    for (const row of bookings) {
      const { slot, member } = row.body
      if (member !== undefined) await noteLook(web, c, member)
      const state = await stateText(web, c, row)
      rows.push([spanText(slot), await whoText(web, c, row), `${slot.people}`, state, ''])
    }
    blocks.push(
      { kind: 'heading', text: `${thing.body.name} · ${thing.body.where}` },
      {
        kind: 'table',
        head: [t.time, t.who, t.people, t.state, t.sign],
        widths: [0.18, 0.34, 0.1, 0.16, 0.22],
        rows,
      },
    )
  }
  if (blocks.length === 1) blocks.push({ kind: 'text', text: t.listNone })
  const print: Print = {
    title: t.listTitle(dayText(day, language)),
    ...{ size: 'a4', language, blocks },
    foot: dayText(today(web.bank), language),
    at: web.bank.clock.now(),
  }
  const beside = (
    <a class="button quiet" href={`/desk/calendar?day=${day}`}>
      {common.back}
    </a>
  )
  return showPrint(web, c, print, { file: `bookings-${day}`, beside })
}

/** A list is taken out of the house: everybody on it may read that it was. */
async function noteLook(web: Web, c: Ask, about: string): Promise<void> {
  const refs = [['what', 'booking-list']] as const
  await noteEvent(web.bank, actorOf(c), { act: 'looked', ok: true, about, refs })
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

async function usePage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t } = words(c)
  const said = c.req.query('month') ?? ''
  const month = MONTH.test(said) ? said : today(web.bank).slice(0, 7)
  const from = `${month}-01`
  const to = lastDayOf(from)
  const station = deskStation(c)
  const found =
    station === '' ? undefined : await useOf(web.bank, actorOf(c), { station, from, to })
  if (found && !found.ok) return notFound(web, c)
  const body = (
    <>
      <h1>{t.figures}</h1>
      <form method="get" action="/desk/calendar/use" class="row">
        <StationField web={web} c={c} />
        <Field label={t.month} name="month" type="month" value={month} />
        <button class="quiet">{t.filter}</button>
      </form>
      {found ? <UseTable web={web} c={c} lines={found.value} /> : ''}
      <p class="hint">{t.rateDefinition}</p>
      <p class="hint">{t.countsDefinition}</p>
      <p class="noprint">
        <a href="/desk/calendar">{t.desk}</a>
      </p>
    </>
  )
  return show(web, c, { title: t.figures, body, look: 'desk' })
}

function lastDayOf(first: string): string {
  const next = new Date(`${first}T00:00:00Z`)
  next.setUTCMonth(next.getUTCMonth() + 1)
  return plusDays(next.toISOString().slice(0, 10), -1)
}

/** A share in tenths of a percent. */
function rateText({ minutesTaken, minutesOffered }: Use): string {
  if (minutesOffered === 0) return '—'
  return `${(Math.round((minutesTaken * 1000) / minutesOffered) / 10).toFixed(1)}%`
}

function UseTable({
  c,
  lines,
}: {
  readonly web: Web
  readonly c: Ask
  readonly lines: readonly UseLine[]
}) {
  const { calendar: t } = words(c)
  const cells = (use: Use) =>
    [use.asked, use.attended, use.missed, use.calledOff, use.open, use.people, rateText(use)].map(
      (value) => <td class="num">{value}</td>,
    )
  const heads = [t.asked, t.attended, t.missed, t.calledOffCount, t.openCount, t.peopleCame, t.rate]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.thing}</th>
            {heads.map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ thing, use }) => (
            <tr>
              <td>
                {thing.body.name}
                {thing.body.item === undefined ? <span class="hint"> {t.free}</span> : ''}
              </td>
              {cells(use)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.sum}</th>
            {cells(allUse(lines))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** How long the screen stands before it comes anew, in seconds. */
const REFRESH_S = 300

/** What is on today and what is free: nobody's name. */
async function screenPage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t } = words(c)
  const { bank } = web
  const station = c.req.param('station') ?? ''
  const row = await bank.directory.get('station', station)
  if (!row) return notFound(web, c)
  const day = today(bank)
  const minute = Math.floor((bank.clock.now() - startOf(day)) / 60_000)
  const lines: { from: number; when: string; name: string; where: string; free: number }[] = []
  for (const thing of await thingsOf(bank, station)) {
    if (thing.body.list.state !== 'open') continue
    for (const slot of await slotsFor(bank, thing, day))
      if (slot.to > minute) {
        const { name, where } = thing.body
        lines.push({ from: slot.from, when: spanText(slot), name, where, free: slot.free })
      }
  }
  c.header('Refresh', `${REFRESH_S}`)
  const body = (
    <>
      <h1>{t.signTitle}</h1>
      <p>
        {row.body.name}，{dayWord(c, day)}
      </p>
      {lines.length === 0 ? <p role="status">{t.signNone}</p> : ''}
      <ul class="cards">
        {lines
          .toSorted((a, b) => a.from - b.from)
          .slice(0, SCREEN_LINES)
          .map((line) => (
            <li class="card">
              <b>{line.when}</b>
              {line.name}，{line.where}，{line.free > 0 ? t.signFree(line.free) : t.signFull}
            </li>
          ))}
      </ul>
    </>
  )
  return show(web, c, { title: t.signTitle, body, look: 'large', aloud: 'not-read' })
}

const SCREEN_LINES = 12
