/** What can be booked near somebody, one thing with its days and times, and their own bookings: on a phone. */
import type { Hono } from 'hono'
import { bookSlot } from '../bank/calendar/booking.ts'
import {
  bookablesNear,
  bookingsFor,
  daysFor,
  type MyBooking,
  slotsFor,
  type SlotSeen,
  type Thing,
} from '../bank/calendar/list.ts'
import { isDay, today } from '../bank/draft.ts'
import { type MoveOrder, moveOrder } from '../bank/loop/move.ts'
import { heardCode } from '../gate/attendance.ts'
import type { MemberId } from '../ledger/account.ts'
import { RATINGS } from '../rules/order-codes.ts'
import { checkInOf } from './calendar-desk.tsx'
import {
  numberIn,
  priceText,
  spanText,
  stateText,
  stationName,
  termsText,
  thingAt,
  whenText,
  dayWord,
} from './calendar-view.tsx'
import { codeName } from './order-view.tsx'
import { Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isEntryId,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function calendarPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/bookable', (c) => listPage(web, c))
  app.get('/bookable/:station/:code', (c) => onePage(web, c))
  app.post('/bookable/:station/:code', (c) => bookSent(web, c))
  app.get('/passbook/bookings', (c) => minePage(web, c))
  app.post('/passbook/bookings/:order', (c) => mineSent(web, c))
}

async function listPage(web: Web, c: Ask): Promise<Response> {
  const { calendar: t } = words(c)
  const said = c.req.query('day') ?? ''
  const day = isDay(said) ? said : ''
  const freeOnly = c.req.query('free') === '1'
  const near = await bookablesNear(web.bank, actorOf(c))
  const shown: { readonly thing: Thing; readonly free: number | undefined }[] = []
  for (const thing of near) {
    if (freeOnly && thing.body.item !== undefined) continue
    const slots = day === '' ? undefined : await slotsFor(web.bank, thing, day)
    const open = slots?.filter((slot) => slot.open)
    if (open && open.length === 0) continue
    shown.push({ thing, free: open?.filter(({ free }) => free > 0).length })
  }
  const body = (
    <>
      <h1>{t.title}</h1>
      <p class="hint">{t.hint}</p>
      <form method="get" action="/bookable" class="row">
        <Field label={t.onDay} name="day" type="date" value={day} />
        <label class="tick">
          <input type="checkbox" name="free" value="1" checked={freeOnly} />
          {t.freeOnly}
        </label>
        <button class="quiet">{t.filter}</button>
      </form>
      <p>
        <a href="/passbook/bookings">{t.mine}</a>
      </p>
      {shown.length === 0 ? <p role="status">{t.none}</p> : ''}
      <ul class="cards">
        {shown.map(({ thing, free }) => (
          <ThingCard web={web} c={c} thing={thing} free={free} day={day} />
        ))}
      </ul>
    </>
  )
  return show(web, c, { title: t.title, body })
}

async function ThingCard({
  web,
  c,
  thing,
  free,
  day,
}: {
  readonly web: Web
  readonly c: Ask
  readonly thing: Thing
  readonly free: number | undefined
  readonly day: string
}) {
  const { calendar: t } = words(c)
  const { body, key } = thing
  return (
    <li class="card">
      <h2>
        <a href={`/bookable/${key}${day === '' ? '' : `?day=${day}`}`}>{body.name}</a>
      </h2>
      <p>
        {t[body.kind]} · <strong>{await priceText(web, c, thing)}</strong>
      </p>
      <p>
        {await stationName(web, body.station)} · {body.where}
      </p>
      {free === undefined ? '' : <p>{t.leftDay(free)}</p>}
    </li>
  )
}

async function onePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const thing = await thingAt(web, c)
  if (!thing) return notFound(web, c)
  const day = c.req.query('day') ?? ''
  const from = numberIn(c.req.query('from'))
  const slots = isDay(day) ? await slotsFor(web.bank, thing, day) : []
  const slot = slots.find((one) => one.from === from && one.open)
  const body = (
    <>
      <h1>{thing.body.name}</h1>
      <Problem t={t} said={said} />
      <About web={web} c={c} thing={thing} />
      {slot ? (
        <Confirm web={web} c={c} thing={thing} slot={slot} day={day} />
      ) : isDay(day) ? (
        <Times web={web} c={c} thing={thing} slots={slots} day={day} />
      ) : (
        <Days web={web} c={c} thing={thing} />
      )}
      <p>
        <a href="/bookable">{t.calendar.all}</a> ·{' '}
        <a href="/passbook/bookings">{t.calendar.mine}</a>
      </p>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: thing.body.name, body, status })
}

interface Of {
  readonly web: Web
  readonly c: Ask
  readonly thing: Thing
}

async function About({ web, c, thing }: Of) {
  const { calendar: t } = words(c)
  const { body } = thing
  const speaker = await speakerFor(web, c, body.teacher === undefined ? [] : [body.teacher])
  const teacher = body.teacher === undefined ? undefined : speaker.name?.(body.teacher)
  return (
    <Facts
      rows={[
        [t.kind, `${t[body.kind]} · ${await priceText(web, c, thing)}`],
        [t.station, await stationName(web, body.station)],
        [t.where, body.where],
        teacher === undefined ? undefined : [t.teacher, teacher],
        body.note === '' ? undefined : [t.note, body.note],
        [t.terms, termsText(c, thing)],
      ]}
    />
  )
}

async function Days({ web, c, thing }: Of) {
  const { calendar: t } = words(c)
  const days = await daysFor(web.bank, thing)
  return (
    <section>
      <h2>{t.pickDay}</h2>
      {days.length === 0 ? <p role="status">{t.noDays}</p> : ''}
      <ul class="cards">
        {days.map(({ day, free }) => (
          <li>
            <a class="button quiet" href={`/bookable/${thing.key}?day=${day}`}>
              {dayWord(c, day)} · {t.leftDay(free)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Times({
  c,
  thing,
  slots,
  day,
}: Of & { readonly slots: readonly SlotSeen[]; readonly day: string }) {
  const { calendar: t } = words(c)
  const open = slots.filter((slot) => slot.open)
  return (
    <section>
      <h2>
        {t.pickTime}：{dayWord(c, day)}
      </h2>
      {open.length === 0 ? <p role="status">{t.dayNone}</p> : ''}
      <ul class="cards">
        {open.map((slot) => (
          <li>
            <a class="button quiet" href={`/bookable/${thing.key}?day=${day}&from=${slot.from}`}>
              {spanText(slot)} · {t.left(slot.free)}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href={`/bookable/${thing.key}`}>{t.pickDay}</a>
      </p>
    </section>
  )
}

function Confirm({
  web,
  c,
  thing,
  slot,
  day,
}: Of & { readonly slot: SlotSeen; readonly day: string }) {
  const { calendar: t } = words(c)
  const { people, inRow } = thing.body
  return (
    <section>
      <h2>
        {t.confirmTitle}：{dayWord(c, day)} {spanText(slot)}
      </h2>
      <p>{t.left(slot.free)}</p>
      <form method="post" action={`/bookable/${thing.key}?day=${day}&from=${slot.from}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="day" value={day} />
        <Hidden name="from" value={`${slot.from}`} />
        <Hidden name="seen" value={`${thing.version}`} />
        {people > 1 ? (
          <Field label={t.peopleCount} name="people" type="number" min={1} max={people} value="1" />
        ) : (
          ''
        )}
        {inRow > 1 ? (
          <Field label={t.inRow} name="slots" type="number" min={1} max={inRow} value="1" />
        ) : (
          ''
        )}
        {slot.free === 0 ? (
          <>
            <Hidden name="wait" value="1" />
            <p class="hint">{t.waitHint}</p>
          </>
        ) : (
          ''
        )}
        <p>
          <button>{slot.free === 0 ? t.wait : t.book}</button>{' '}
          <a class="button quiet" href={`/bookable/${thing.key}?day=${day}`}>
            {t.pickTime}
          </a>
        </p>
      </form>
    </section>
  )
}

/** Books what a form says, for the member it is of, or for whom they act. */
export async function booked(web: Web, c: Ask, key: string, fields: Fields) {
  const actor = actorOf(c)
  const order = {
    id: formId(web, fields),
    ...{ bookable: key, day: fields.get('day'), from: numberIn(fields.get('from')) ?? -1 },
    slots: numberIn(fields.get('slots') || '1') ?? -1,
    people: numberIn(fields.get('people') || '1') ?? -1,
    member: actor.member as MemberId,
    ...(fields.get('wait') === '1' ? { wait: true } : {}),
    ...(numberIn(fields.get('seen')) === undefined ? {} : { seen: Number(fields.get('seen')) }),
    source: actor.through ? ('relative' as const) : ('page' as const),
  }
  return { order, outcome: await bookSlot(web.bank, actor, order) }
}

async function bookSent(web: Web, c: Ask): Promise<Response> {
  const thing = await thingAt(web, c)
  if (!thing || actorOf(c).member === undefined) return notFound(web, c)
  const { order, outcome } = await booked(web, c, thing.key, await fieldsOf(c))
  if (!outcome.ok) return onePage(web, c, await told(web, c, outcome.refusal))
  const state = (await web.bank.directory.newest('order', order.id))?.body.state
  const done = state === 'waiting' ? 'queued' : 'booked'
  return c.redirect(`/passbook/bookings?done=${done}`, 303)
}

const DONE = ['booked', 'queued', 'off', 'checked', 'rated'] as const

async function minePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const actor = actorOf(c)
  if (actor.member === undefined) return notFound(web, c)
  const mine = await bookingsFor(web.bank, actor, actor.member)
  const all = mine.ok ? mine.value.slice(0, MINE_SHOWN) : []
  const done = DONE.find((one) => one === c.req.query('done'))
  const body = (
    <>
      <h1>{t.calendar.mine}</h1>
      {done === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {t.calendar[done]}
        </p>
      )}
      <Problem t={t} said={said} />
      {all.length === 0 ? <p role="status">{t.calendar.mineNone}</p> : ''}
      <ul class="cards">
        {all.map((one) => (
          <Mine web={web} c={c} one={one} />
        ))}
      </ul>
      <p>
        <a class="button" href="/bookable">
          {t.calendar.all}
        </a>
      </p>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.calendar.mine, body, status })
}

const MINE_SHOWN = 30

async function Mine({
  web,
  c,
  one,
}: {
  readonly web: Web
  readonly c: Ask
  readonly one: MyBooking
}) {
  const { calendar: t } = words(c)
  const { row, thing } = one
  const { slot, state } = row.body
  const open = state === 'booked' || state === 'waiting'
  const action = `/passbook/bookings/${row.key}`
  return (
    <li class="card">
      <h2>{thing?.body.name ?? slot.bookable}</h2>
      <p>{whenText(c, slot)}</p>
      <p>{thing?.body.where}</p>
      <p>
        <strong>{state === 'waiting' ? t.waiting : stateText(web, c, row)}</strong>
        {slot.movedUp ? ` · ${t.movedUp}` : ''}
      </p>
      <Today web={web} c={c} one={one} action={action} />
      {open ? (
        <details>
          <summary>{t.callOff}</summary>
          <form method="post" action={action}>
            <Hidden name="id" value={web.bank.ids.entry()} />
            <button class="quiet" name="act" value="call-off">
              {t.callOffYes}
            </button>
          </form>
        </details>
      ) : (
        ''
      )}
    </li>
  )
}

/** On its day, to be there; after it, to say how it was. */
function Today({
  web,
  c,
  one: { row },
  action,
}: {
  readonly web: Web
  readonly c: Ask
  readonly one: MyBooking
  readonly action: string
}) {
  const { calendar: t } = words(c)
  const { slot, state, rating } = row.body
  return (
    <>
      {state === 'booked' && slot.day === today(web.bank) ? (
        <form method="post" action={action}>
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Field
            label={t.checkIn}
            name="code"
            inputmode="numeric"
            autocomplete="off"
            size={6}
            form={row.key}
          />
          <button name="act" value="attend">
            {t.checkInButton}
          </button>
        </form>
      ) : (
        ''
      )}
      {state === 'attended' && rating === undefined ? (
        <form method="post" action={action}>
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="act" value="rate" />
          <p>{t.howWasIt}</p>
          {([3, 2, 1] as const).map((face) => (
            <button class="quiet" name="rating" value={`${face}`}>
              {FACES[face]} {codeName(RATINGS, `${face}`, c)}
            </button>
          ))}
        </form>
      ) : (
        ''
      )}
    </>
  )
}

const FACES = { 3: '😊', 2: '😐', 1: '🙁' } as const

const ACTS = { 'call-off': 'off', attend: 'checked', rate: 'rated' } as const

async function mineSent(web: Web, c: Ask): Promise<Response> {
  const id = c.req.param('order') ?? ''
  const { member } = actorOf(c)
  const row = isEntryId(id) ? await web.bank.directory.newest('order', id) : undefined
  if (!row?.body.slot || member === undefined || row.body.member !== member) return notFound(web, c)
  const fields = await fieldsOf(c)
  const act = fields.get('act')
  if (!Object.hasOwn(ACTS, act)) return minePage(web, c, words(c).common.notFound)
  const move = act as keyof typeof ACTS
  if (move === 'attend') {
    const held = checkInOf(row.body.station, today(web.bank))
    const heard = await heardCode(web.bank, held, member, fields.get('code'))
    if (!heard.ok) return minePage(web, c, await told(web, c, heard.refusal))
  }
  const order = { id: formId(web, fields), order: id, move, ...saidWith(move, fields) }
  const outcome = await moveOrder(web.bank, actorOf(c), order)
  if (!outcome.ok) return minePage(web, c, await told(web, c, outcome.refusal))
  return c.redirect(`/passbook/bookings?done=${ACTS[move]}`, 303)
}

function saidWith(move: keyof typeof ACTS, fields: Fields): Partial<MoveOrder> {
  if (move === 'attend') return { way: 'code' }
  if (move === 'call-off') return { reason: 'not-needed' }
  const rating = ([1, 2, 3] as const).find((one) => `${one}` === fields.get('rating'))
  return rating === undefined ? {} : { rating }
}
