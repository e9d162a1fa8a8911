/** Booking for a person at the counter: whoever has no phone and no PIN is checked face to face, once, and goes home with the slip. */
import type { Hono } from 'hono'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { entryFor } from '../bank/oversight/checkpoint.ts'
import { readingsOf } from '../bank/oversight/readings.ts'
import { book } from '../bank/service/book.ts'
import { type Refusal } from '../ledger/refusal.ts'
import type { Relation } from '../rules/city.ts'
import { relationName } from '../words/entry.ts'
import { dayText, maskName } from '../words/reading.ts'
import { offerOptions, TimesField, timesIn, wantedIn } from './choices.tsx'
import { Slip, SlipPapers, visitCode } from './elder-booking.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import { showMemberDesk } from './frames.tsx'
import { paperOf, slipSizeAt } from './slip.tsx'
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

export function assistPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/members/:member/book', (c) => bookPage(web, c))
  app.post('/desk/members/:member/book', (c) => bookSent(web, c))
  app.get('/desk/bookings/:booking/slip', (c) => slipPage(web, c))
}

/** How staff have checked who it is. */
const CHECKS = ['face', 'card'] as const

async function personOf(web: Web, c: Ask) {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  if (!person) return undefined
  const readings = await readingsOf(web.bank, actorOf(c), person.member)
  // Somebody of elsewhere is there for those who hold their number.
  const held = c.req.query('number') ?? (await fieldsOf(c)).get('number')
  return readings.ok || held === person.number ? person : undefined
}

interface Typed {
  readonly fields: Fields
  readonly said: string
  readonly id: string
}

async function bookPage(web: Web, c: Ask, sent?: Typed): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const t = words(c)
  const language = languageOf(c)
  const { rules } = web.bank
  const now = today(web.bank)
  const typed = (name: string) => sent?.fields.get(name)
  const station = typed('station') ?? deskStation(c)
  const priced = await offerOptions(web, c, person.member, station)
  const checks = [
    ['', t.complete.assistNot],
    ['face', t.complete.assistFace],
    ['card', t.complete.assistCard],
  ] as const
  const body = (
    <>
      <h1>
        {maskName(person.name)} · {t.complete.assistTitle}
      </h1>
      <Problem t={t} said={sent?.said} />
      <form method="post" action={`/desk/members/${person.member}/book`}>
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="number" value={person.number} />
        <Hidden name="station" value={station} />
        <div class="row">
          <Choice
            label={t.common.service}
            name="service"
            value={typed('service')}
            options={priced}
          />
          <TimesField c={c} value={typed('times')} />
          <Choice
            label={t.receipt.beneficiary}
            name="whom"
            value={typed('whom')}
            options={rules.beneficiaries.map((one) => [one, relationName(one, language)])}
          />
          <Field
            label={t.complete.assistDay}
            name="day"
            type="date"
            value={typed('day') ?? now}
            min={now}
            max={dayOf(startOf(now) + 90 * 86_400_000)}
            required
          />
          <Choice
            label={t.complete.assistHow}
            name="checked"
            value={typed('checked')}
            options={checks}
          />
          <button>{t.complete.assistSubmit}</button>
        </div>
      </form>
    </>
  )
  return showMemberDesk(web, c, { title: t.complete.assistTitle, said: sent?.said, body, person })
}

async function bookSent(web: Web, c: Ask): Promise<Response> {
  const person = await personOf(web, c)
  if (!person) return notFound(web, c)
  const fields = await fieldsOf(c)
  const id = formId(web, fields)
  const again = async (refusal: Refusal) =>
    bookPage(web, c, {
      fields,
      said: await told(web, c, refusal),
      id: nextId(web, id, refusal),
    })
  const assisted = CHECKS.find((one) => one === fields.get('checked'))
  if (assisted === undefined) return again({ code: 'not-checked', what: 'person' })
  const outcome = await book(web.bank, actorOf(c), {
    id,
    member: person.member,
    station: fields.get('station') || deskStation(c),
    ...wantedIn(fields.get('service')),
    ...timesIn(fields),
    beneficiary: (fields.get('whom') || 'self') as Relation,
    day: fields.get('day'),
    assisted,
  })
  if (!outcome.ok) return again(outcome.refusal)
  return c.redirect(`/desk/bookings/${outcome.value.id}/slip`, 303)
}

/** The slip to hand over. The visit code is on it for whoever booked, and no other desk reads it. */
async function slipPage(web: Web, c: Ask): Promise<Response> {
  const id = c.req.param('booking') ?? ''
  const actor = actorOf(c)
  const found = isEntryId(id) ? await entryFor(web.bank, actor, id) : undefined
  if (!found?.ok || found.value.kind !== 'hold') return notFound(web, c)
  const hold = found.value
  const t = words(c)
  const isOpen = (await web.bank.journal.closing(hold.seq)) === undefined
  const code = isOpen && hold.by === actor.id ? visitCode(web, hold) : undefined
  const body = (
    <div class="stack">
      <h1>{t.elder.booked}</h1>
      <p class="noprint">{dayText(hold.servedOn, languageOf(c))}</p>
      <Slip web={web} c={c} hold={hold} code={code} />
      <SlipPapers c={c} path={`/desk/bookings/${hold.id}/slip`} />
      <p>
        <a class="button quiet" href="/desk">
          {t.desk.findPerson}
        </a>
      </p>
    </div>
  )
  const paper = paperOf(await slipSizeAt(web, c))
  return show(web, c, { title: t.elder.slip, body, look: 'large', aloud: 'not-read', ...paper })
}
