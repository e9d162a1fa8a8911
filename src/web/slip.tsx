/** What a station prints its slips on, and a person's passbook page, which goes on where the last one ended. */
import type { Hono } from 'hono'
import { readingsOf } from '../bank/oversight/readings.ts'
import { statement } from '../bank/oversight/statement.ts'
import { chooseSlip, slipSize } from '../bank/papers/slip.ts'
import { memberOf } from '../ledger/account.ts'
import { passbookPrint } from '../paper/passbook.ts'
import type { PrintSize } from '../paper/print.ts'
import { SLIP_SIZES, type SlipSize } from '../rules/papers.ts'
import { lineText } from '../words/entry.ts'
import { listed } from '../words/papers.ts'
import { maskName } from '../words/reading.ts'
import { Choice, Hidden, notFound, type Page, Problem, show } from './page.tsx'
import { PaperLinks } from './paper-links.tsx'
import { showPrint } from './print.tsx'
import { StationField } from './station-field.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  factsOf,
  fieldsOf,
  formId,
  isMemberId,
  languageOf,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function slipPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/slip', (c) => slipPage(web, c))
  app.post('/desk/slip', (c) => slipSent(web, c))
  app.get('/desk/members/:member/passbook', (c) => passbookPage(web, c))
}

/** What a slip is printed on: what the page was asked for, or else what the station has chosen. */
export async function slipSizeAt(web: Web, c: Ask): Promise<SlipSize> {
  const asked = c.req.query('paper')
  const wanted = asked === 'roll' ? 'roll-58' : asked
  const known = SLIP_SIZES.find((one) => one === wanted)
  if (known !== undefined) return known
  return actorOf(c).kind === 'staff' ? slipSize(web.bank, deskStation(c)) : 'a5'
}

const CLASSES: Readonly<Record<SlipSize, Pick<Page, 'paper'>>> = {
  a5: { paper: 'a5' },
  a4: {},
  'roll-80': { paper: 'roll roll-80' },
  'roll-58': { paper: 'roll' },
}

export const paperOf = (size: SlipSize): Pick<Page, 'paper'> => CLASSES[size]

/** As a PDF, half a sheet is a whole one with room below. */
export const printSizeOf = (size: SlipSize): PrintSize => (size === 'a5' ? 'a4' : size)

async function slipPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const body = (
    <>
      <h1>{t.papers.slipTitle}</h1>
      <PaperLinks c={c} />
      <p class="hint">{t.papers.slipHint}</p>
      <Problem t={t} said={said} />
      <form method="post" action="/desk/slip" class="row">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <StationField web={web} c={c} />
        <Choice
          label={t.papers.slipSize}
          name="size"
          value={await slipSize(web.bank, deskStation(c))}
          options={SLIP_SIZES.map((one) => [one, listed('slip', one, languageOf(c))])}
        />
        <button>{t.papers.record}</button>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.papers.slipTitle, body, look: 'desk', status })
}

async function slipSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const station = deskStation(c)
  const size = fields.get('size') as SlipSize
  const outcome = await chooseSlip(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), station, size },
  })
  if (outcome.ok) return c.redirect(`/desk/slip?station=${station}`, 303)
  return slipPage(web, c, await told(web, c, outcome.refusal))
}

/** Lines of one page; what is more comes on the next. */
const LINES_A_PAGE = 30

async function passbookPage(web: Web, c: Ask): Promise<Response> {
  const member = c.req.param('member') ?? ''
  const after = Math.max(0, Math.trunc(Number(c.req.query('after') ?? 0)) || 0)
  const readings = isMemberId(member) && (await readingsOf(web.bank, actorOf(c), member))
  const person = readings && readings.ok && (await web.bank.people.get(readings.value.member))
  if (!person || !readings || !readings.ok) return notFound(web, c)
  const asked = { member: person.member, after, limit: LINES_A_PAGE }
  const lines = await statement(web.bank, actorOf(c), asked)
  if (!lines.ok) return notFound(web, c)
  const language = languageOf(c)
  const about = lines.value.flatMap(({ entry }) =>
    entry.postings.flatMap(({ account }) => memberOf(account) ?? []),
  )
  const speaker = await speakerFor(web, c, about)
  const home = (await web.bank.directory.get('station', person.station))?.body
  const upTo = lines.value.at(-1)?.line.seq ?? after
  const base = web.options.base ?? new URL(c.req.url).origin
  const print = passbookPrint(
    {
      ...{ name: maskName(person.name), number: person.number, after },
      ...{ station: home?.name ?? person.station, phone: home?.hotline ?? '' },
      lines: lines.value.map(({ line, entry }) => ({
        ...{ seq: line.seq, day: entry.servedOn, minutes: line.minutes, balance: line.balance },
        what: lineText(
          entry.kind,
          { ...factsOf(web, speaker, entry, line), station: undefined },
          language,
        ),
        station: speaker.station?.(entry.station) ?? entry.station,
      })),
      ...{ available: readings.value.available, served: readings.value.served },
      next: `${base}/desk/members/${member}/passbook?after=${upTo}`,
      ...{ product: web.bank.rules.words.product[language], at: web.bank.clock.now() },
    },
    language,
  )
  return showPrint(web, c, print, { file: `passbook-${person.number}-${upTo}` })
}
