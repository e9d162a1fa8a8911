/** 审计日志 for those who audit: what happened, the newest first, by who, what and about whom; and all of it as a file that can be checked alone. */
import type { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { isDay } from '../bank/draft.ts'
import { type AuditEvent, exportEvents, noteEvent } from '../bank/oversight/audit.ts'
import { type EventQuery, type EventsFound, searchEvents } from '../bank/oversight/audit-search.ts'
import { jsonLines } from '../paper/export.ts'
import { EVENT_ACTS } from '../rules/events.ts'
import { actName, eventReason } from '../words/event.ts'
import { timeText } from '../words/reading.ts'
import { Choice, Field, notFound, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  isMemberId,
  languageOf,
  speakerFor,
  staffNames,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const EVENTS_A_PAGE = 100

export function auditPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/office/audit', (c) => auditPage(web, c))
  app.get('/office/audit/export', async (c) => {
    const outcome = await exportEvents(web.bank, actorOf(c))
    if (!outcome.ok) return notFound(web, c)
    const { entries, checkpoint, key } = outcome.value
    c.header('Content-Type', 'application/jsonl; charset=utf-8')
    c.header('Content-Disposition', 'attachment; filename="kapok-audit.jsonl"')
    c.header('Cache-Control', 'private, no-store')
    return stream(c, async (out) => {
      for await (const line of jsonLines(entries, { checkpoint, key })) await out.write(line)
    })
  })
}

const ID = /^[A-Za-z0-9:._-]{1,80}$/

/** What can be read of the filters; the rest is as if it were not there. */
function queryIn(c: Ask): EventQuery {
  const asked = (name: string) => (c.req.query(name) ?? '').trim()
  const act = EVENT_ACTS.find((one) => one === asked('act'))
  const ok = asked('ok') === 'yes' ? true : asked('ok') === 'no' ? false : undefined
  const before = /^[1-9]\d{0,14}$/.test(asked('before')) ? Number(asked('before')) : undefined
  const id = (name: string) => (ID.test(asked(name)) ? asked(name) : undefined)
  const [by, about] = [id('by'), id('about')]
  const from = isDay(asked('from')) ? asked('from') : undefined
  return {
    limit: EVENTS_A_PAGE,
    ...(act === undefined ? {} : { act }),
    ...(ok === undefined ? {} : { ok }),
    ...(before === undefined ? {} : { before }),
    ...(by === undefined ? {} : { by }),
    ...(about === undefined ? {} : { about }),
    ...(from === undefined ? {} : { from }),
  }
}

async function auditPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const query = queryIn(c)
  const outcome = await searchEvents(web.bank, actorOf(c), query)
  if (!outcome.ok) return notFound(web, c)
  const { about } = query
  const seen = about === undefined ? {} : { about }
  await noteEvent(web.bank, actorOf(c), {
    ...{ act: 'looked', ok: true, refs: [['what', 'audit']] },
    ...seen,
  })
  const body = (
    <>
      <h1>{t.office.audit}</h1>
      <p class="hint">{t.office.auditHint}</p>
      <Filters c={c} query={query} />
      {outcome.value.events.length === 0 ? <p>{t.office.auditNone}</p> : ''}
      {await Events({ web, c, found: outcome.value })}
      <p class="noprint">
        <a class="button quiet" href="/office/audit/export" download>
          {t.office.exportAll}
        </a>{' '}
        <span class="hint">{t.office.exportHint}</span>
      </p>
    </>
  )
  return show(web, c, { title: t.office.audit, body, look: 'desk' })
}

function Filters({ c, query }: { readonly c: Ask; readonly query: EventQuery }) {
  const { office: t } = words(c)
  const language = languageOf(c)
  const acts = EVENT_ACTS.map((act) => [act, actName(act, language)] as const)
  const results = [
    ['', t.anyResult],
    ['yes', t.ok],
    ['no', t.refused],
  ] as const
  const ok = query.ok === undefined ? '' : query.ok ? 'yes' : 'no'
  return (
    <form method="get" action="/office/audit" class="row noprint">
      <Choice
        label={t.act}
        name="act"
        value={query.act ?? ''}
        options={[['', t.anyAct], ...acts]}
      />
      <Choice label={t.result} name="ok" value={ok} options={results} />
      <Field label={t.fromDay} name="from" type="date" value={query.from} />
      <Field label={t.byField} name="by" value={query.by} autocomplete="off" />
      <Field label={t.aboutField} name="about" value={query.about} autocomplete="off" />
      <button class="quiet">{t.filter}</button>
    </form>
  )
}

async function Events({
  web,
  c,
  found,
}: {
  readonly web: Web
  readonly c: Ask
  readonly found: EventsFound
}) {
  const { office: t } = words(c)
  const { events, next } = found
  const members = events.flatMap(({ about, by }) => [about, by.replace(/^member:/, '')])
  const speaker = await speakerFor(web, c, members.filter(isMemberId))
  const staff = events.flatMap(({ by, about }) => [by, `staff:${about}`])
  const names = await staffNames(web, c, staff)
  const who = (id: string) =>
    names.get(id) ?? names.get(`staff:${id}`) ?? speaker.name?.(id.replace(/^member:/, '')) ?? ''
  return (
    <>
      <div class="wide">
        <table>
          <thead>
            <tr>
              {[t.at, t.by, t.act, t.about, t.result, t.details].map((title) => (
                <th scope="col">{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <EventRow c={c} event={event} who={who} />
            ))}
          </tbody>
        </table>
      </div>
      {next === undefined ? '' : <a href={olderLink(c, next)}>{t.older}</a>}
    </>
  )
}

function olderLink(c: Ask, next: number): string {
  const query = new URL(c.req.url).searchParams
  query.set('before', `${next}`)
  return `/office/audit?${query.toString()}`
}

function EventRow({
  c,
  event,
  who,
}: {
  readonly c: Ask
  readonly event: AuditEvent
  readonly who: (id: string) => string
}) {
  const { office: t } = words(c)
  const language = languageOf(c)
  const { at, by, act, about, ok, reason, refs } = event
  const named = (id: string) => (
    <>
      {who(id)} <span class="hint">{id}</span>
    </>
  )
  return (
    <tr>
      <td>{timeText(at, language)}</td>
      <td>{named(by)}</td>
      <td>{actName(act, language)}</td>
      <td>{about === '' ? '' : named(about)}</td>
      <td>
        {ok ? t.ok : t.refused}
        {reason === undefined ? '' : ` · ${eventReason(reason, language)}`}
      </td>
      <td>{refs.map(([type, value]) => `${type} ${value}`).join(' · ')}</td>
    </tr>
  )
}
