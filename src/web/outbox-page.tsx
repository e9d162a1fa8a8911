/** The page that stays when the network goes: it names no volunteer, and is the same for every clerk of a station but for who they are. */
import { activitiesFor } from '../bank/activities/list.ts'
import { lastDayBy } from '../bank/activities/activity.ts'
import { dayOf, startOf, today } from '../bank/draft.ts'
import { dayText } from '../words/reading.ts'
import { deskKept, rememberDesk } from './away.tsx'
import { Choice, Field, Hidden, show } from './page.tsx'
import { ProofChoice } from './proof.tsx'
import { jsonBlock } from './receipts.tsx'
import { actorOf, type Ask, deskStation, languageOf, type Web, words } from './view.ts'

/** How far back a session may still be ticked off from the list. */
const DAYS_BACK = 7

export async function outboxPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const { outbox } = t
  const kept = await deskKept(web, c)
  if (kept) rememberDesk(web, c)
  const body = (
    <>
      <h1>{outbox.title}</h1>
      <p class="hint">{outbox.what}</p>
      <noscript>
        <p class="problem">{outbox.noScript}</p>
      </noscript>
      {kept === undefined ? '' : <Desk web={web} c={c} />}
    </>
  )
  return show(web, c, { title: outbox.title, body, look: 'desk' })
}

/** Shown by the script; without it there is nothing to keep anything with. */
function Desk({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const { outbox } = words(c)
  return (
    <div data-outbox hidden>
      {(['kept', 'full', 'noDesk', 'tooLong', 'signedOut', 'noKeep'] as const).map((one) => (
        <p class={one === 'kept' ? 'done' : 'problem'} role="status" data-outbox-say={one} hidden>
          {outbox[one]}
        </p>
      ))}
      <p class="problem" role="status" data-outbox-said hidden></p>
      <p class="hint" data-outbox-others={outbox.others}></p>
      {(['refused', 'waits', 'review', 'done'] as const).map((one) => (
        <section data-outbox-list={one} hidden>
          <h2>{outbox[one]}</h2>
          <ol></ol>
        </section>
      ))}
      <p data-outbox-none hidden>
        {outbox.none}
      </p>
      <p>
        <button type="button" data-outbox-now>
          {outbox.now}
        </button>
      </p>
      <div data-outbox-forms>
        <CreditForm web={web} c={c} />
        <AttendedForm web={web} c={c} />
      </div>
      {jsonBlock('outbox-words', outbox)}
    </div>
  )
}

function CreditForm({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const t = words(c)
  const language = languageOf(c)
  return (
    <form data-outbox-form="credit">
      <h2>{t.outbox.one}</h2>
      <p class="hint">{t.outbox.oneHint}</p>
      <p class="problem" role="alert" data-outbox-problem hidden></p>
      <Hidden name="id" value="" />
      <div class="row">
        <Field
          label={t.outbox.number}
          hint={t.outbox.numberHint}
          name="number"
          autocomplete="off"
          required
        />
        <Choice
          label={t.common.service}
          name="service"
          options={web.bank.rules.services.map(({ code, name }) => [code, name[language]])}
        />
        <Field label={t.desk.servedOn} name="servedOn" type="date" required />
        <Field label={t.desk.duration} hint={t.desk.durationHint} name="hours" autocomplete="off" />
        <Field label={t.desk.from} name="from" type="time" />
        <Field label={t.desk.to} name="to" type="time" />
        <ProofChoice web={web} c={c} station={deskStation(c)} given={{}} />
        <button data-save={t.outbox.save} data-correct={t.outbox.correct}>
          {t.outbox.save}
        </button>
      </div>
    </form>
  )
}

async function AttendedForm({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const { outbox } = words(c)
  const activities = await toTickOff(web, c)
  if (activities.length === 0) return <p class="hint">{outbox.sessionNone}</p>
  return (
    <form data-outbox-form="attended">
      <h2>{outbox.session}</h2>
      <p class="hint">{outbox.sessionHint}</p>
      <p class="problem" role="alert" data-outbox-problem hidden></p>
      <Hidden name="id" value="" />
      <Choice label={outbox.activity} name="activity" options={activities} />
      <label for="f-outbox-list">{outbox.list}</label>
      <textarea id="f-outbox-list" name="list" rows={6} required></textarea>
      <p>
        <button data-save={outbox.save} data-correct={outbox.correct}>
          {outbox.save}
        </button>
      </p>
    </form>
  )
}

/** Activities of the station whose last day was within the week and is not recorded, as "id day". */
async function toTickOff(web: Web, c: Ask): Promise<readonly (readonly [string, string])[]> {
  const found = await activitiesFor(web.bank, actorOf(c), deskStation(c))
  if (!found.ok) return []
  const now = today(web.bank)
  const first = dayOf(startOf(now) - DAYS_BACK * 86_400_000)
  return found.value.flatMap(({ id, body }) => {
    const day = lastDayBy(body, now)
    if (day === undefined || day < first || body.posted[day] !== undefined) return []
    return [[`${id} ${day}`, `${body.title} · ${dayText(day, languageOf(c))}`] as const]
  })
}
