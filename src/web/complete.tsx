/** Completing a service at the desk: a booking settled, or one redeemed at the counter; each confirmed once. */
import type { Hono } from 'hono'
import { covers } from '../bank/actor.ts'
import { TIMES_MAX } from '../bank/catalogue/quote.ts'
import { redeem } from '../bank/service/redeem.ts'
import { settle } from '../bank/service/settle.ts'
import { heldBy } from '../ledger/counter.ts'
import type { MemberId } from '../ledger/account.ts'
import { minutes as asMinutes } from '../ledger/minutes.ts'
import { type Refusal } from '../ledger/refusal.ts'
import type { Relation } from '../rules/city.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { offerNamed, timesIn, wantedIn, wantedName } from './choices.tsx'
import { confirmStep } from './confirm-step.tsx'
import { memberPage, providerIn } from './member.tsx'
import { notFound } from './page.tsx'
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
  reviewAt,
} from './view.ts'

export function completePages(app: Hono<WebEnv>, web: Web): void {
  app.post('/desk/bookings/:booking/settle', (c) => settleSent(web, c))
  app.post('/desk/redemptions', (c) => redemptionSent(web, c))
}

/** Fields that go from step to step as they were filled in. */
function carriedIn(fields: Fields, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fields.get(name)]))
}

async function settleSent(web: Web, c: Ask): Promise<Response> {
  const booking = c.req.param('booking') ?? ''
  const hold = isEntryId(booking) ? await web.bank.journal.entry(booking) : undefined
  if (!hold || hold.kind !== 'hold' || !(await covers(web.bank, actorOf(c), hold.station)))
    return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const { member, all } = heldBy(hold)
  const again = async (refusal: Refusal) => {
    const said = await told(web, c, refusal)
    return memberPage(web, c, member, { form: 'booking', said, id, fields })
  }
  const provider = await providerIn(web, c, fields)
  if (!provider.ok) return again(provider.refusal)
  // Sent twice, it is answered twice; a hold that is closed is not asked about again.
  const closed = await web.bank.journal.closing(hold.seq)
  if (closed)
    return closed.id === id
      ? c.redirect(`/receipts/${id}`, 303)
      : again(closedBy(hold.id, closed.id))

  const t = words(c)
  const language = languageOf(c)
  const person = await web.bank.people.get(member)
  const step = await confirmStep(web, c, fields, {
    member,
    booking: hold.id,
    action: `/desk/bookings/${hold.id}/settle`,
    carried: { ...carriedIn(fields, ['provider']), id },
    facts: [
      [t.common.name, maskName(person?.name ?? '')],
      [t.common.service, (await wantedName(web, hold, language)) ?? ''],
      [t.common.date, dayText(hold.servedOn, language)],
      [t.complete.hours, hoursText(all, language)],
    ],
  })
  if (!step.ok) return step.page
  const outcome = await settle(web.bank, actorOf(c), {
    id,
    booking: hold.id,
    confirmed: step.confirmed,
    ...(provider.value === undefined ? {} : { provider: provider.value }),
  })
  if (outcome.ok) return c.redirect(`/receipts/${outcome.value.id}`, 303)
  const waits = reviewAt(outcome.refusal)
  return waits === undefined ? again(outcome.refusal) : c.redirect(waits, 303)
}

const closedBy = (entry: string, by: string): Refusal => ({ code: 'already-closed', entry, by })

async function redemptionSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const member = fields.get('member')
  if (!isMemberId(member)) return notFound(web, c)
  const again = async (refusal: Refusal) => {
    const said = await told(web, c, refusal)
    const next = nextId(web, id, refusal)
    return memberPage(web, c, member, { form: 'redeem', said, id: next, fields })
  }
  const provider = await providerIn(web, c, fields)
  if (!provider.ok) return again(provider.refusal)
  const station = fields.get('station') || deskStation(c)
  const named = fields.get('service')
  const offer = await offerNamed(web, station, named)
  if (!offer) return again({ code: 'unknown-service', service: named })
  const { times = 1 } = timesIn(fields)
  const { minutes } = offer.price
  if (!(Number.isSafeInteger(times) && times >= 1 && times <= TIMES_MAX))
    return again({
      code: 'minutes-out-of-range',
      minutes: times * minutes || 0,
      least: asMinutes(minutes),
      most: asMinutes(minutes * TIMES_MAX),
    })

  const t = words(c)
  const language = languageOf(c)
  const person = await web.bank.people.get(member)
  const names = [
    'member',
    'number',
    'station',
    'service',
    'beneficiary',
    'provider',
    'proxy',
    'times',
  ]
  const step = await confirmStep(web, c, fields, {
    member,
    action: '/desk/redemptions',
    carried: { ...carriedIn(fields, names), id },
    facts: [
      [t.common.name, maskName(person?.name ?? '')],
      [t.common.service, offer.name[language]],
      [t.complete.hours, hoursText(offer.price.minutes * times, language)],
    ],
  })
  if (!step.ok) return step.page
  const outcome = await redeem(web.bank, actorOf(c), {
    id,
    member,
    station,
    ...wantedIn(named),
    ...timesIn(fields),
    beneficiary: (fields.get('beneficiary') || 'self') as Relation,
    confirmed: step.confirmed,
    ...(isMemberId(fields.get('proxy')) ? { proxy: fields.get('proxy') as MemberId } : {}),
    ...(provider.value === undefined ? {} : { provider: provider.value }),
  })
  return outcome.ok ? c.redirect(`/receipts/${outcome.value.id}`, 303) : again(outcome.refusal)
}
