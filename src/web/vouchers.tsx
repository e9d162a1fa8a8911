/** Paper vouchers at the desk: one given out and printed, one taken in. */
import type { Hono } from 'hono'
import { raw } from 'hono/html'
import { entryFor } from '../bank/oversight/checkpoint.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import type { Person } from '../bank/ports-people.ts'
import { issueVoucher, redeemVoucher, voucherCode } from '../bank/service/voucher.ts'
import { isVoucher } from '../bank/service/voucher-row.ts'
import { offersAt } from '../bank/catalogue/choices.ts'
import { heldBy } from '../ledger/counter.ts'
import { type Entry, type EntryId, refOf } from '../ledger/entry.ts'
import { parseHours } from '../ledger/minutes.ts'
import { qrSvg } from '../paper/qr.ts'
import { redeemingOf } from '../rules/redeeming.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { costText, offerValue, wantedIn } from './choices.tsx'
import { SlipPapers } from './elder-booking.tsx'
import { providerIn } from './member.tsx'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { showDesk, showMemberDesk } from './frames.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  isMemberId,
  languageOf,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function voucherPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/vouchers', (c) => takePage(web, c))
  app.post('/desk/vouchers', (c) => taken(web, c))
  app.get('/desk/vouchers/:booking', (c) => paperPage(web, c))
  app.get('/desk/members/:member/voucher', (c) => issuePage(web, c))
  app.post('/desk/members/:member/voucher', (c) => issued(web, c))
}

interface Sent {
  readonly said: string
  readonly id: EntryId
  readonly fields: Fields
}

async function takePage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const t = words(c)
  const language = languageOf(c)
  const typed = (name: string) => sent?.fields.get(name)
  const offers = await offersAt(web.bank, typed('station') || deskStation(c))
  const body = (
    <>
      <h1>{t.vouchers.title}</h1>
      <p class="hint">{t.vouchers.hint}</p>
      <Problem t={t} said={sent?.said} />
      <form method="post" action="/desk/vouchers" class="row">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="station" value={typed('station') ?? deskStation(c)} />
        <Field
          label={t.vouchers.code}
          name="code"
          value={typed('code')}
          autocomplete="off"
          required
        />
        <Choice
          label={t.common.service}
          name="service"
          value={typed('service')}
          options={offers.map((offer) => [
            offerValue(offer),
            `${offer.name[language]} · ${costText(c, offer)}`,
          ])}
        />
        <Field
          label={`${t.desk.settleBy}（${t.common.optional}）`}
          hint={t.common.number}
          name="provider"
          value={typed('provider')}
          autocomplete="off"
        />
        <button>{t.vouchers.use}</button>
      </form>
    </>
  )
  return showDesk(web, c, { title: t.vouchers.title, said: sent?.said, body })
}

async function taken(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const provider = await providerIn(web, c, fields)
  const outcome = provider.ok
    ? await redeemVoucher(web.bank, actorOf(c), {
        id,
        station: fields.get('station') || deskStation(c),
        code: fields.get('code'),
        ...wantedIn(fields.get('service')),
        ...(provider.value === undefined ? {} : { provider: provider.value }),
      })
    : provider
  if (outcome.ok) return c.redirect(`/receipts/${outcome.value.id}`, 303)
  if (outcome.refusal.code === 'unknown-station') return notFound(web, c)
  const said = await told(web, c, outcome.refusal)
  return takePage(web, c, { said, id: nextId(web, id, outcome.refusal), fields })
}

async function personOf(web: Web, c: Ask): Promise<Person | undefined> {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  const readings = person && (await readingsOf(web.bank, actorOf(c), person.member))
  return readings?.ok ? person : undefined
}

async function issuePage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const t = words(c)
  const settings = redeemingOf(web.bank.rules).vouchers
  const body = (
    <>
      <h1>
        {maskName(person.name)} · {t.vouchers.issue}
      </h1>
      <p class="hint">{t.vouchers.issueHint}</p>
      <Problem t={t} said={sent?.said} />
      <form method="post" action={`/desk/members/${person.member}/voucher`} class="row">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="station" value={deskStation(c)} />
        <Field label={t.vouchers.hours} name="hours" value={sent?.fields.get('hours')} required />
        <Field
          label={t.vouchers.days}
          name="days"
          inputmode="numeric"
          value={sent?.fields.get('days') ?? `${settings?.days ?? ''}`}
        />
        <button>{t.vouchers.issueSubmit}</button>
      </form>
    </>
  )
  return showMemberDesk(web, c, { title: t.vouchers.issue, said: sent?.said, body, person })
}

async function issued(web: Web, c: Ask): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const outcome = await issueVoucher(web.bank, actorOf(c), {
    id,
    member: person.member,
    station: fields.get('station') || deskStation(c),
    minutes: parseHours(fields.get('hours')) ?? 0,
    ...(fields.get('days') === '' ? {} : { days: Number(fields.get('days')) }),
  })
  if (outcome.ok) return c.redirect(`/desk/vouchers/${outcome.value.id}`, 303)
  const said = await told(web, c, outcome.refusal)
  return issuePage(web, c, { said, id: nextId(web, id, outcome.refusal), fields })
}

/** The paper to hand over. Its number is on it for whoever gave it out, and no other desk reads it. */
async function paperPage(web: Web, c: Ask): Promise<Response> {
  const id = c.req.param('booking') ?? ''
  const actor = actorOf(c)
  const found = isEntryId(id) ? await entryFor(web.bank, actor, id) : undefined
  if (!found?.ok || !isVoucher(found.value) || found.value.kind !== 'hold') return notFound(web, c)
  const hold = found.value
  const t = words(c)
  const isOpen = (await web.bank.journal.closing(hold.seq)) === undefined
  const code = isOpen && hold.by === actor.id ? await voucherCode(web.bank, hold) : undefined
  const body = (
    <div class="stack">
      <h1 class="noprint">{t.vouchers.paper}</h1>
      {code === undefined ? (
        <p>{t.vouchers.over}</p>
      ) : (
        <Paper web={web} c={c} hold={hold} code={code} />
      )}
      <SlipPapers c={c} path={`/desk/vouchers/${hold.id}`} />
    </div>
  )
  const paper = c.req.query('paper') === 'roll' ? 'roll' : 'a5'
  return show(web, c, { title: t.vouchers.paper, body, look: 'large', aloud: 'not-read', paper })
}

async function Paper({
  web,
  c,
  hold,
  code,
}: {
  readonly web: Web
  readonly c: Ask
  readonly hold: Entry
  readonly code: string
}) {
  const t = words(c)
  const language = languageOf(c)
  const station = (await web.bank.directory.get('station', hold.station))?.body
  const said = (code.match(/.{1,4}/g) ?? []).join('-').toUpperCase()
  return (
    <div class="slip">
      <h2>{t.vouchers.paper}</h2>
      <Facts
        rows={[
          [t.vouchers.holds, hoursText(heldBy(hold).all, language)],
          [t.vouchers.until, dayText(refOf(hold, 'until') ?? '', language)],
          [t.common.station, station?.name ?? hold.station],
          station ? [t.common.phone, station.hotline] : undefined,
          [t.vouchers.code, said],
        ]}
      />
      {raw(qrSvg(said, { title: t.vouchers.code, side: '40mm' }).svg)}
      <p class="hint">{t.vouchers.give}</p>
      <p class="hint">{t.elder.neverPay}</p>
    </div>
  )
}
