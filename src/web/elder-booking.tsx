/** A booking of an elder: the slip to take home, on a roll or half a page, and taking it back. */
import type { Hono } from 'hono'
import { raw } from 'hono/html'
import { entryFor } from '../bank/oversight/checkpoint.ts'
import type { StationRow } from '../bank/ports.ts'
import { release } from '../bank/service/settle.ts'
import { heldBy } from '../ledger/counter.ts'
import { type Entry, refOf } from '../ledger/entry.ts'
import type { Relation } from '../rules/city.ts'
import { isRelation, relationName } from '../words/entry.ts'
import { dayText, hoursText } from '../words/reading.ts'
import { choicesHeard, heardWords, shownWords } from './aloud.tsx'
import { wantedName } from './choices.tsx'
import { isKiosk } from './kiosk.tsx'
import { mealRow } from './meals.tsx'
import { Facts, Hidden, notFound, Problem, show } from './page.tsx'
import { receiptPicture } from './receipts.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  told,
  type Web,
  type WebEnv,
} from './view.ts'

export function bookingPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/elder/bookings/:booking', (c) => slipPage(web, c))
  app.get('/elder/bookings/:booking/cancel', (c) => cancelPage(web, c))
  app.post('/elder/bookings/:booking/release', (c) => cancelSent(web, c))
}

export function Help({
  c,
  station,
  byContract = false,
}: {
  readonly web: Web
  readonly c: Ask
  readonly station: StationRow | undefined
  /** A provider comes who is paid by contract: what is said of money is on its slip. */
  readonly byContract?: boolean
}) {
  const t = shownWords(c)
  return (
    <>
      {byContract ? '' : <p class="hint">{t.elder.neverPay}</p>}
      {station ? <p class="hint">{t.elder.callStation(station.hotline)}</p> : ''}
    </>
  )
}

/** The same, as it is read. */
export function helpHeard(
  c: Ask,
  station: StationRow | undefined,
  byContract = false,
): readonly string[] {
  const { elder } = heardWords(c)
  return [
    ...(byContract ? [] : [elder.neverPay]),
    ...(station ? [elder.callStation(station.hotline)] : []),
  ]
}

/** For oneself, where nobody else was said. */
export function whomIn(text: string | undefined): Relation {
  return text !== undefined && isRelation(text) ? text : 'self'
}

/** The booking of the address, if it is the asker's own; and what has become of it. */
async function bookingOf(web: Web, c: Ask) {
  const id = c.req.param('booking') ?? ''
  if (!isEntryId(id)) return undefined
  const found = await entryFor(web.bank, actorOf(c), id)
  if (!found.ok || found.value.kind !== 'hold') return undefined
  return { hold: found.value, closedBy: await web.bank.journal.closing(found.value.seq) }
}

async function slipPage(web: Web, c: Ask): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const { hold, closedBy } = booking
  const t = shownWords(c)
  const station = (await web.bank.directory.get('station', hold.station))?.body
  const body = (
    <div class="stack">
      <h1>{closedBy?.kind === 'release' ? t.elder.cancelled : t.elder.booked}</h1>
      {closedBy ? '' : <p class="noprint">{t.elder.bookedWait}</p>}
      <Slip web={web} c={c} hold={hold} code={closedBy ? undefined : visitCode(web, hold)} />
      <SlipPapers c={c} path={`/elder/bookings/${hold.id}`} />
      <Help web={web} c={c} station={station} />
      {closedBy ? (
        ''
      ) : (
        <p>
          <a class="button quiet" href={`/elder/bookings/${hold.id}/cancel`}>
            {t.elder.cancelAsk}
          </a>
        </p>
      )}
      <p>
        <a class="button" href="/elder">
          {t.elder.goHome}
        </a>
      </p>
      <form method="post" action="/sign-out">
        <button class="quiet">{t.elder.signOut}</button>
      </form>
    </div>
  )
  const paper = c.req.query('paper') === 'roll' ? 'roll' : 'a5'
  const aloud = await slipHeard(web, c, hold, closedBy)
  return show(web, c, { title: t.elder.slip, body, look: 'large', aloud, paper })
}

/** What a slip says, read to whoever it is for. */
async function slipHeard(
  web: Web,
  c: Ask,
  hold: Entry,
  closedBy: Entry | undefined,
): Promise<readonly string[]> {
  const { elder, complete } = heardWords(c)
  const language = languageOf(c)
  const name = (await wantedName(web, hold, language)) ?? ''
  const what = [
    elder.bookedOf(name, dayText(hold.servedOn, language)),
    elder.costs(hoursText(heldBy(hold).all, language)),
  ]
  const station = (await web.bank.directory.get('station', hold.station))?.body
  if (closedBy)
    return [closedBy.kind === 'release' ? elder.cancelled : elder.booked, ...what, elder.neverPay]
  return [
    elder.booked,
    elder.bookedWait,
    ...what,
    elder.slipHint,
    ...codeHeard(c, complete.slipCode, visitCode(web, hold)),
    complete.slipCodeHint,
    ...helpHeard(c, station),
    ...choicesHeard(c, [elder.cancelAsk.replace(/[？?]$/, ''), elder.goHome, elder.signOut]),
  ]
}

/** A visit code figure by figure; not where others stand by. */
export function codeHeard(c: Ask, label: string, code: string): readonly string[] {
  return isKiosk(c) ? [] : [`${label}：${Array.from(code).join('，')}`]
}

/** Four digits said when the service is done: on the slip and nowhere else. */
export function visitCode({ bank }: Web, hold: Entry): string {
  return bank.people.members.visitCode(hold.id)
}

/** What is printed: what was booked, the code to be said and the place to sign when it is done. */
export async function Slip({
  web,
  c,
  hold,
  code,
}: {
  readonly web: Web
  readonly c: Ask
  readonly hold: Entry
  readonly code: string | undefined
}) {
  const t = shownWords(c)
  const language = languageOf(c)
  const station = (await web.bank.directory.get('station', hold.station))?.body
  const picture = await receiptPicture(web, c, hold)
  return (
    <div class="slip">
      <h2>{t.elder.slip}</h2>
      <Facts
        rows={[
          [t.common.service, (await wantedName(web, hold, language)) ?? ''],
          [t.receipt.beneficiary, relationName(whomIn(refOf(hold, 'beneficiary')), language)],
          [t.common.date, dayText(hold.servedOn, language)],
          [t.passbook.held, hoursText(heldBy(hold).all, language)],
          [t.common.station, station?.name ?? hold.station],
          station ? [t.common.phone, station.hotline] : undefined,
          await mealRow(web, c, hold),
          [t.receipt.seq, `${hold.seq}`],
        ]}
      />
      {code === undefined ? (
        ''
      ) : (
        <p class="visit">
          {t.complete.slipCode} <b>{code}</b>
          <span class="hint">{t.complete.slipCodeHint}</span>
        </p>
      )}
      {picture ? raw(picture.svg) : ''}
      <p class="hint">{t.elder.slipHint}</p>
      <p class="hint">{t.elder.neverPay}</p>
      <p class="sign">{t.complete.slipSign}</p>
    </div>
  )
}

/** What the slip is printed on: a roll, or half a page. */
export function SlipPapers({ c, path }: { readonly c: Ask; readonly path: string }) {
  const t = shownWords(c)
  return (
    <p class="noprint hint">
      <a href={`${path}?paper=roll`}>{t.elder.slipRoll}</a>{' '}
      <a href={`${path}?paper=a5`}>{t.elder.slipHalf}</a> {t.elder.slipPrint}
    </p>
  )
}

async function cancelPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const { hold } = booking
  const t = shownWords(c)
  const language = languageOf(c)
  const body = (
    <div class="stack">
      <h1>{t.elder.cancelAsk}</h1>
      <p>
        {await wantedName(web, hold, language)}，{dayText(hold.servedOn, language)}
      </p>
      <Problem t={t} said={said} />
      <form method="post" action={`/elder/bookings/${hold.id}/release`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button>{t.elder.cancelYes}</button>
      </form>
      <p>
        <a class="button quiet" href={`/elder/bookings/${hold.id}`}>
          {t.elder.cancelNo}
        </a>
      </p>
    </div>
  )
  const status = said === undefined ? 200 : 422
  const { elder } = heardWords(c)
  const aloud = [
    ...(said === undefined ? [] : [said]),
    elder.bookedOf((await wantedName(web, hold, language)) ?? '', dayText(hold.servedOn, language)),
    elder.cancelAsk,
    ...choicesHeard(c, [elder.cancelYes, elder.cancelNo]),
  ]
  return show(web, c, { title: t.elder.cancelAsk, body, look: 'large', aloud, status })
}

async function cancelSent(web: Web, c: Ask): Promise<Response> {
  const booking = await bookingOf(web, c)
  if (!booking) return notFound(web, c)
  const id = formId(web, await fieldsOf(c))
  const outcome = await release(web.bank, actorOf(c), { id, booking: booking.hold.id })
  if (outcome.ok) return c.redirect('/elder?done=cancelled', 303)
  return cancelPage(web, c, await told(web, c, outcome.refusal))
}
