/** The sheet people sign on: as a file for Excel, and as a page to print on A4. */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import { raw } from 'hono/html'
import { noteEvent } from '../bank/oversight/audit.ts'
import { exportLooked } from '../bank/review/ask.ts'
import { qrSvg } from '../paper/qr.ts'
import { blankSheet } from '../paper/write.ts'
import { dayText, maskPhone } from '../words/reading.ts'
import { show } from './page.tsx'
import type { Roster } from './roster-page.tsx'
import { actorOf, type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

/** Lines on the first page, and at least so many for people nobody expected. */
const LINES_LEAST = 20
const LINES_SPARE = 5

type Fresh = (c: Ask) => Promise<Roster>

export function signingPages(app: Hono<WebEnv>, web: Web, fresh: Fresh): void {
  app.get('/desk/blank-sheet', async (c) => {
    // Without a list there is nobody on it.
    const roster = await fresh(c)
    return sheetFile(web, c, c.req.query('from') === undefined ? { ...roster, rows: [] } : roster)
  })
  app.get('/desk/roster/sheet', async (c) => sheetPage(web, c, await fresh(c)))
}

async function namesOf(web: Web, c: Ask, roster: Roster) {
  const station = (await web.bank.directory.get('station', roster.station))?.body.name
  const service = web.bank.rules.services.find(({ code }) => code === roster.service)
  return { station: station ?? roster.station, service: service?.name[languageOf(c)] ?? '' }
}

async function sheetFile(web: Web, c: Ask, roster: Roster): Promise<Response> {
  const { station, service } = await namesOf(web, c, roster)
  const count = roster.rows.length
  if (count > 0) {
    const refs = [['what', 'sign-on-sheet'] as const, ['count', `${count}`] as const]
    await noteEvent(web.bank, actorOf(c), { act: 'exported', ok: true, refs })
    await exportLooked(web.bank, actorOf(c), { station: roster.station, people: count })
  }
  const bytes = await blankSheet({
    station,
    activity: service,
    date: roster.servedOn,
    service,
    names: roster.rows.map(({ person }) => ({
      number: person.number,
      name: person.name,
      phone: person.phone === '' ? '' : maskPhone(person.phone),
    })),
  })
  return c.body(Buffer.from(bytes), 200, {
    'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'Content-Disposition': `attachment; filename="${fileName(roster)}"`,
    'Cache-Control': 'private, no-store',
  })
}

/** A header is of ASCII; a station's code is, but an address may name anything as one. */
function fileName({ station, servedOn }: Roster): string {
  return `sign-in-${station}-${servedOn}.xlsx`.replaceAll(/[^\w.-]/g, '')
}

/** The roster the sheet is of: whoever enters it scans this, and types only the hours. */
function rosterAddress(web: Web, c: Ask, { station, service, servedOn }: Roster): string {
  const from = c.req.query('from') ?? 'station'
  const query = new URLSearchParams({ station, service, servedOn, from })
  return `${web.options.base ?? new URL(c.req.url).origin}/desk/roster?${query.toString()}`
}

async function sheetPage(web: Web, c: Ask, roster: Roster): Promise<Response> {
  const t = words(c)
  const { station, service } = await namesOf(web, c, roster)
  const { rows } = roster
  const spare = Math.max(LINES_LEAST - rows.length, LINES_SPARE)
  const lines = [
    ...rows.map(({ person }) => person),
    ...Array.from({ length: spare }, () => undefined),
  ]
  const body = (
    <>
      <p class="hint noprint">{t.roster.sheetPrint}</p>
      <div class="signedscan">
        {raw(qrSvg(rosterAddress(web, c, roster), { title: t.roster.sheetScan, side: '17mm' }).svg)}
        <p>{t.roster.sheetScan}</p>
      </div>
      <h1 class="centre">{t.roster.sheetTitle(station)}</h1>
      <p class="centre">
        {t.common.service}：{service}　{t.desk.servedOn}：{dayText(roster.servedOn, languageOf(c))}
      </p>
      <table class="signing">
        <thead>
          <tr>
            <th scope="col">{t.roster.sheetNo}</th>
            <th scope="col">{t.common.number}</th>
            <th scope="col">{t.common.name}</th>
            <th scope="col">{t.common.phone}</th>
            <th scope="col">{t.roster.sheetIn}</th>
            <th scope="col">{t.roster.sheetOut}</th>
            <th scope="col">{t.desk.duration}</th>
            <th scope="col">{t.roster.sheetSign}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((person, at) => (
            <tr>
              <td class="num">{at + 1}</td>
              <td>{person?.number}</td>
              <td>{person?.name}</td>
              <td>{person && person.phone !== '' ? maskPhone(person.phone) : ''}</td>
              <td />
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <SheetFoot c={c} />
    </>
  )
  return show(web, c, { title: t.roster.sheet, body, look: 'desk', paper: 'a4-lying' })
}

/** Who signs. */
function SheetFoot({ c }: { readonly c: Ask }) {
  const t = words(c)
  return (
    <>
      <p class="signed">
        <span>{t.roster.sheetHead}</span>
        <span>{t.roster.sheetBy}</span>
        <span>{t.roster.sheetFilled}</span>
      </p>
    </>
  )
}
