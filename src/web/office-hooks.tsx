/** 推送订阅: programs elsewhere that are told what is recorded; how far each was told; making, replaying and ending one. */
import type { Hono } from 'hono'
import { addHook, endHook, type HookSeen, listHooks, replayHook } from '../bank/people/hooks.ts'
import { newHookSecret } from '../gate/secrets.ts'
import type { Outcome, Refusal } from '../ledger/refusal.ts'
import { timeText } from '../words/reading.ts'
import { Did } from './office-did.tsx'
import { Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function hookPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/office/hooks', (c) => hooksPage(web, c))
  app.post('/office/hooks', (c) => addSent(web, c))
  app.post('/office/hooks/:hook/end', async (c) => {
    const order = { id: formId(web, await fieldsOf(c)), hook: c.req.param('hook') }
    return after(web, c, 'ended', await endHook(web.bank, actorOf(c), order))
  })
  app.post('/office/hooks/:hook/replay', async (c) => {
    const from = Number((await fieldsOf(c)).get('from') || Number.NaN)
    const order = { hook: c.req.param('hook'), from }
    return after(web, c, 'replayed', await replayHook(web.bank, actorOf(c), order))
  })
}

async function after(web: Web, c: Ask, done: string, outcome: Outcome<true>): Promise<Response> {
  if (outcome.ok) return c.redirect(`/office/hooks?done=${done}`, 303)
  if (outcome.refusal.code === 'unknown-row') return notFound(web, c)
  return hooksPage(web, c, { refusal: outcome.refusal })
}

interface Shown {
  readonly did?: string
  readonly refusal?: Refusal
  readonly fields?: Fields
}

async function hooksPage(web: Web, c: Ask, { did, refusal, fields }: Shown = {}) {
  const t = words(c)
  const outcome = await listHooks(web.bank, actorOf(c))
  const seen = outcome.ok ? outcome.value : []
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const done = c.req.query('done')
  const note =
    did ??
    (done === 'ended'
      ? t.office.hookEnded
      : done === 'replayed'
        ? t.office.hookReplayed
        : undefined)
  const body = (
    <>
      <h1>{t.office.hooks}</h1>
      <p class="hint">{t.office.hooksHint}</p>
      <Did said={note} />
      <Problem t={t} said={said} />
      {seen.length === 0 ? (
        <p>{t.office.hooksNone}</p>
      ) : (
        <HookTable web={web} c={c} seen={seen} size={await web.bank.journal.size()} />
      )}
      <AddForm web={web} c={c} fields={fields} />
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.office.hooks, body, look: 'desk', status })
}

interface Listed {
  readonly web: Web
  readonly c: Ask
  readonly size: number
}

function HookTable({ seen, ...at }: Listed & { readonly seen: readonly HookSeen[] }) {
  const { office: t } = words(at.c)
  const titles = [t.tokenName, t.hookUrl, t.place, t.hookTold, t.hookReplay, t.end]
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.map((one) => (
            <HookLine {...at} one={one} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HookLine({ web, c, size, one }: Listed & { readonly one: HookSeen }) {
  const { office: t } = words(c)
  const { key, body } = one.row
  const at = `/office/hooks/${key}`
  return (
    <tr>
      <td>
        {body.name} <span class="hint">{key}</span>
      </td>
      <td>{body.url}</td>
      <td>{body.station || t.tokenCity}</td>
      <td>{body.active ? standing(c, one, size) : t.left}</td>
      <td>
        {body.active ? (
          <form method="post" action={`${at}/replay`} class="inline">
            <input
              name="from"
              inputmode="numeric"
              size={6}
              aria-label={t.hookReplay}
              value={`${one.state.seq + 1}`}
            />{' '}
            <button class="quiet">{t.hookReplay}</button>
          </form>
        ) : (
          ''
        )}
      </td>
      <td>
        {body.active ? (
          <form method="post" action={`${at}/end`} class="inline">
            <Hidden name="id" value={web.bank.ids.entry()} />
            <button class="quiet">{t.end}</button>
          </form>
        ) : (
          ''
        )}
      </td>
    </tr>
  )
}

/** How far it has been told, and where it takes none: since when, how often it was offered, and when next. */
function standing(c: Ask, { state }: HookSeen, size: number): string {
  const { office: t } = words(c)
  const time = (at: number) => timeText(at, languageOf(c))
  if (state.stopped) return t.hookStopped(state.seq, size)
  if (!state.failing) return t.hookAt(state.seq, size)
  const { since, tries, next } = state.failing
  const said = [t.hookAt(state.seq, size), t.hookSince(time(since), tries), t.hookNext(time(next))]
  return said.join(languageOf(c) === 'zh' ? '；' : '; ')
}

function AddForm({
  web,
  c,
  fields,
}: {
  readonly web: Web
  readonly c: Ask
  readonly fields: Fields | undefined
}) {
  const t = words(c)
  return (
    <>
      <h2>{t.office.hookAdd}</h2>
      <form method="post" action="/office/hooks">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <div class="row">
          <Field
            label={t.office.tokenName}
            name="name"
            value={fields?.get('name')}
            autocomplete="off"
            required
          />
          <Field
            label={t.office.hookUrl}
            hint={t.office.hookUrlHint}
            name="url"
            type="url"
            value={fields?.get('url')}
            autocomplete="off"
            required
          />
          <Field
            label={`${t.common.station}（${t.common.optional}）`}
            hint={t.office.tokenCity}
            name="place"
            value={fields?.get('place')}
            autocomplete="off"
          />
        </div>
        <button>{t.office.hookAdd}</button>
      </form>
    </>
  )
}

async function addSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const secret = newHookSecret()
  const order = {
    ...{ id: formId(web, fields), key: web.bank.ids.opaque(), secret },
    ...{ name: fields.get('name').normalize('NFC'), url: fields.get('url') },
    station: fields.get('place'),
  }
  const outcome = await addHook(web.bank, actorOf(c), order)
  return outcome.ok
    ? hooksPage(web, c, { did: words(c).office.hookMade(secret) })
    : hooksPage(web, c, { refusal: outcome.refusal, fields })
}
