/** The duty roster of a station: who is told of what is urgent, for two weeks. */
import type { Hono } from 'hono'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { onDuty, setDuty } from '../bank/loop/duty.ts'
import { staffPhone } from '../bank/people/staff-phone.ts'
import { dayText } from '../words/reading.ts'
import { Choice, Hidden, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function dutyPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/duty', (c) => dutyPage(web, c))
  app.post('/desk/duty', (c) => dutySent(web, c))
}

const DAYS = 14

async function dutyPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const station = deskStation(c)
  const start = startOf(today(web.bank))
  const staff = (await web.bank.directory.all('staff')).filter(
    ({ body }) => body.active && body.station === station && station !== '',
  )
  const names = await staffNames(
    web,
    c,
    staff.map(({ key }) => `staff:${key}`),
  )
  const phones = await Promise.all(staff.map(({ key }) => staffPhone(web.bank, key)))
  const options = staff.map(({ key }, at) => {
    const name = names.get(`staff:${key}`) ?? key
    return [key, phones[at] === undefined ? t.order.dutyPhoneless(name) : name] as const
  })
  const days = []
  for (let ahead = 0; ahead < DAYS; ahead++) {
    const day = dayOf(start + ahead * 86_400_000)
    days.push([day, await onDuty(web.bank, station, day)] as const)
  }
  const body = (
    <>
      <h1>{t.order.duty}</h1>
      <p class="hint">{t.order.dutyHint}</p>
      {c.req.query('done') === 'saved' ? (
        <p class="done" role="status">
          {t.order.dutySaved}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      <form method="post" action="/desk/duty">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="station" value={station} />
        <div class="row">
          {days.map(([day, value]) => (
            <Choice
              label={dayText(day, languageOf(c))}
              name={day}
              value={value}
              options={[['', t.order.dutyNone], ...options]}
            />
          ))}
        </div>
        <p>
          <button>{t.common.save}</button>
        </p>
      </form>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.order.duty, body, look: 'desk', status })
}

async function dutySent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const start = startOf(today(web.bank))
  const days: Record<string, string> = {}
  for (let ahead = 0; ahead < DAYS; ahead++) {
    const day = dayOf(start + ahead * 86_400_000)
    days[day] = fields.get(day)
  }
  const order = { id: formId(web, fields), station: deskStation(c), days }
  const outcome = await setDuty(web.bank, actorOf(c), order)
  if (!outcome.ok) return dutyPage(web, c, await told(web, c, outcome.refusal))
  return c.redirect('/desk/duty?done=saved', 303)
}
