/** What is wanted near a volunteer: claimed before anything personal is seen; then where to go. */
import type { Hono } from 'hono'
import { noteEvent } from '../bank/oversight/audit.ts'
import { moveOrder, movesFor } from '../bank/loop/move.ts'
import { type OrderFound, wordsOf } from '../bank/loop/order.ts'
import { claimedBy, wantedNear } from '../bank/loop/wanted.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { orderAt, stateName } from './order-view.tsx'
import { Facts, Hidden, notFound, plain, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  formId,
  languageOf,
  serviceName,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function wantedPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/wanted', (c) => wantedPage(web, c))
  app.get('/wanted/mine', (c) => minePage(web, c))
  app.post('/wanted/:order/:move', (c) => moveSent(web, c))
}

async function wantedPage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const found = await wantedNear(web.bank, actorOf(c))
  if (!found.ok) return plain(web, c, 403, t.common.notYet, await told(web, c, found.refusal))
  const body = (
    <>
      <h1>{t.order.wanted}</h1>
      <p class="hint">{t.order.wantedHint}</p>
      <Problem t={t} said={said} />
      <p>
        <a class="button quiet" href="/wanted/mine">
          {t.order.mine}
        </a>
      </p>
      {found.value.length === 0 ? <p role="status">{t.order.wantedNone}</p> : ''}
      {found.value.map((one) => (
        <Open web={web} c={c} found={one} />
      ))}
    </>
  )
  return show(web, c, { title: t.order.wanted, body, status: said === undefined ? 200 : 422 })
}

/** Without a name, a word or an address of whoever needs it. */
async function Open({ web, c, found }: { web: Web; c: Ask; found: OrderFound }) {
  const t = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const speaker = await speakerFor(web, c)
  const facts = [
    serviceName(web, body.service, language),
    body.day === undefined ? t.order.unknownDay : dayText(body.day, language),
    body.minutes === undefined ? undefined : hoursText(body.minutes, language),
    speaker.station?.(body.station),
  ]
  return (
    <form method="post" action={`/wanted/${key}/claim`} class="card">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <p>
        <strong>{found.workflow.label[language]}</strong>{' '}
        {body.urgent ? <b class="clock red">{t.order.urgent}</b> : ''}
      </p>
      <p>{facts.filter((one) => one !== undefined).join(' · ')}</p>
      <button>{t.order.claim}</button>
    </form>
  )
}

async function minePage(web: Web, c: Ask, said?: string): Promise<Response> {
  const t = words(c)
  const { member, through } = actorOf(c)
  if (member === undefined || through) return notFound(web, c)
  const found = await claimedBy(web.bank, member)
  const saidOf = { claim: t.order.claimed, 'no-answer': t.order.noAnswerDone }[
    c.req.query('done') ?? ''
  ]
  const body = (
    <>
      <h1>{t.order.mine}</h1>
      {saidOf === undefined ? (
        ''
      ) : (
        <p class="done" role="status">
          {saidOf}
        </p>
      )}
      <Problem t={t} said={said} />
      {found.length === 0 ? <p role="status">{t.order.mineNone}</p> : ''}
      {found.map((one) => (
        <Mine web={web} c={c} found={one} />
      ))}
      <p>
        <a class="button quiet" href="/wanted">
          {t.order.wanted}
        </a>
      </p>
    </>
  )
  return show(web, c, { title: t.order.mine, body, status: said === undefined ? 200 : 422 })
}

async function Mine({ web, c, found }: { web: Web; c: Ask; found: OrderFound }) {
  const t = words(c)
  const language = languageOf(c)
  const { key, body } = found.row
  const isOpen = found.workflow.states[body.state]?.kind === 'open'
  // What is over is nobody's to look up again.
  const said = isOpen ? (await wordsOf(web.bank, [key])).get(key) : undefined
  if (isOpen && body.member !== undefined)
    await noteEvent(web.bank, actorOf(c), { act: 'looked', ok: true, about: body.member })
  const person = body.member && isOpen ? await web.bank.people.get(body.member as never) : undefined
  const station = (await web.bank.directory.get('station', body.station))?.body
  const moves = (await movesFor(web.bank, actorOf(c), found)).filter(
    ([, { effect, needs = [] }]) => effect === 'unclaim' || needs.length === 0,
  )
  const row = (label: string, value: string | undefined) =>
    value === undefined || value === '' ? undefined : ([label, value] as const)
  return (
    <div class="card">
      <p>
        <strong>{found.workflow.label[language]}</strong> · {stateName(found, c)}
      </p>
      <Facts
        rows={[
          row(t.order.who, person ? maskName(person.name) : said?.person),
          row(t.order.address, said?.address),
          row(t.order.diet, said?.diet),
          row(t.order.callerPhone, said?.phone),
          row(t.order.need, said?.need),
          row(t.common.service, serviceName(web, body.service, language)),
          row(t.order.day, body.day && dayText(body.day, language)),
          row(t.common.station, station && `${station.name} ${station.hotline}`),
        ]}
      />
      {moves.map(([name, { label, effect }]) => (
        <form method="post" action={`/wanted/${key}/${name}`} class="inline">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <button class="quiet">
            {effect === 'unclaim' ? t.order.giveBack : label[language]}
          </button>{' '}
        </form>
      ))}
    </div>
  )
}

async function moveSent(web: Web, c: Ask): Promise<Response> {
  const actor = actorOf(c)
  const found = await orderAt(web, c)
  const name = c.req.param('move') ?? ''
  const move = found?.workflow.moves[name]
  const isTheirs = move?.by.some((by) => by === 'member' || by === 'claimant') ?? false
  if (!found || !move || !isTheirs || actor.through) return notFound(web, c)
  const outcome = await moveOrder(web.bank, actor, {
    ...{ id: formId(web, await fieldsOf(c)), order: found.row.key, move: name },
    ...(move.needs?.includes('reason') ? { reason: 'volunteer-ill' } : {}),
  })
  if (outcome.ok) return c.redirect(`/wanted/mine?done=${name}`, 303)
  const said = await told(web, c, outcome.refusal)
  return move.effect === 'claim' ? wantedPage(web, c, said) : minePage(web, c, said)
}
