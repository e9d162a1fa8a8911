/** Calls that are due at a station: somebody else than who completed the service asks the elder whether it was given. */
import type { Hono } from 'hono'
import { noteEvent } from '../bank/oversight/audit.ts'
import { type CallDue, answerCall, callsDue } from '../bank/service/calls.ts'
import { dayText, maskName, maskPhone } from '../words/reading.ts'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  mayHere,
  serviceName,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function callPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/calls', (c) => callsPage(web, c))
  app.post('/desk/calls/:entry', (c) => answerSent(web, c))
}

/** `shown` is the entry whose phone is to be seen whole: it is going to be called. */
async function callsPage(web: Web, c: Ask, said?: string, shown?: string): Promise<Response> {
  const t = words(c)
  const due = await callsDue(web.bank, actorOf(c), deskStation(c))
  if (!due.ok) return notFound(web, c)
  const done = c.req.query('done')
  const body = (
    <>
      <h1>{t.complete.callsTitle}</h1>
      <p class="hint">{t.complete.callsHint}</p>
      {done === 'yes' || done === 'none' ? (
        <p class="done" role="status">
          {t.complete.callDone}
        </p>
      ) : (
        ''
      )}
      {done === 'no' ? (
        <p class="problem" role="status">
          {t.complete.callDenied}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={said} />
      {due.value.length === 0 ? <p role="status">{t.complete.callsNone}</p> : ''}
      {due.value.map((call) => (
        <Call web={web} c={c} call={call} whole={call.entry === shown} />
      ))}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.complete.callsTitle, body, look: 'desk', status })
}

async function Call({
  web,
  c,
  call,
  whole,
}: {
  readonly web: Web
  readonly c: Ask
  readonly call: CallDue
  readonly whole: boolean
}) {
  const { complete, intake } = words(c)
  const language = languageOf(c)
  const person = await web.bank.people.get(call.member)
  const entry = await web.bank.journal.entry(call.about)
  const phone = person?.phone ?? ''
  return (
    <form method="post" action={`/desk/calls/${call.entry}`} class="card">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <p>
        {maskName(person?.name ?? '')} ·{' '}
        {phone === '' ? `${intake.noPhone}，${complete.noPhone}` : whole ? phone : maskPhone(phone)}{' '}
        ·{' '}
        <a href={`/receipts/${call.about}`}>
          {serviceName(web, entry?.service ?? '-', language) ?? ''}
        </a>{' '}
        · {complete.callSince} {dayText(call.since, language)}
      </p>
      {call.tries > 0 ? <p class="hint">{complete.callTries(call.tries)}</p> : ''}
      {phone === '' || whole ? (
        ''
      ) : (
        <button name="answer" value="phone" class="quiet">
          {complete.callPhone}
        </button>
      )}{' '}
      <button name="answer" value="yes">
        {complete.callYes}
      </button>{' '}
      <button name="answer" value="no" class="quiet">
        {complete.callNo}
      </button>{' '}
      <button name="answer" value="none" class="quiet">
        {complete.callNone}
      </button>
    </form>
  )
}

async function answerSent(web: Web, c: Ask): Promise<Response> {
  const entry = c.req.param('entry') ?? ''
  const fields = await fieldsOf(c)
  if (isEntryId(entry) && fields.get('answer') === 'phone') return phoneShown(web, c, entry)
  const answer = (['yes', 'no', 'none'] as const).find((one) => one === fields.get('answer'))
  if (!isEntryId(entry) || !answer) return notFound(web, c)
  const outcome = await answerCall(web.bank, actorOf(c), {
    id: formId(web, fields),
    station: deskStation(c),
    entry,
    answer,
  })
  if (outcome.ok) return c.redirect(`/desk/calls?done=${answer}`, 303)
  return callsPage(web, c, await told(web, c, outcome.refusal))
}

/** Whoever calls sees the whole number; that they did is kept, and the person can see it. */
async function phoneShown(web: Web, c: Ask, entry: string): Promise<Response> {
  const actor = actorOf(c)
  const due = await callsDue(web.bank, actor, deskStation(c))
  const call = due.ok ? due.value.find((one) => one.entry === entry) : undefined
  if (!call || !mayHere(c, 'people:unmask')) return notFound(web, c)
  await noteEvent(web.bank, actor, {
    act: 'unmasked',
    ok: true,
    about: call.member,
    reason: 'check',
    refs: [['entry', entry]],
  })
  return callsPage(web, c, undefined, entry)
}
