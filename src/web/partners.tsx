/** Funds, grants and projects of the five partners: one register, with what is late at the top. */
import type { Hono } from 'hono'
import {
  approveGrant,
  type Partners,
  partnersFor,
  publishBy,
  publishedGrant,
  saveFund,
  saveProject,
} from '../bank/city/partners.ts'
import { charityCounts } from '../bank/city/charity.ts'
import { today } from '../bank/draft.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { PARTNER_SLOTS } from '../rules/partners.ts'
import { dayText } from '../words/reading.ts'
import { Choice, Facts, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function partnerPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/partners', (c) => page(web, c))
  app.post('/desk/partners', (c) => sent(web, c))
}

async function sent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const outcome = await saved(web, c, fields)
  if (outcome.ok) return c.redirect('/desk/partners?done=yes', 303)
  return page(web, c, await told(web, c, outcome.refusal))
}

function saved(web: Web, c: Ask, fields: Fields): Promise<Outcome<Entry>> {
  const id = formId(web, fields)
  const actor = actorOf(c)
  const text = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, fields.get(name)]))
  switch (fields.get('what')) {
    case 'line': {
      const said = text('fund', 'line', 'title', 'document', 'approvedOn')
      return approveGrant(web.bank, actor, { id, ...said } as Parameters<typeof approveGrant>[2])
    }
    case 'published': {
      const said = text('line', 'on', 'where')
      return publishedGrant(web.bank, actor, { id, ...said } as Parameters<
        typeof publishedGrant
      >[2])
    }
    case 'project': {
      const filled = PARTNER_SLOTS.map(({ code }) => [code, fields.get(code)] as const)
      const partners = Object.fromEntries(filled.filter(([, partner]) => partner !== ''))
      const station = fields.get('station') || deskStation(c)
      const { title = '', from = '', until = '' } = text('title', 'from', 'until')
      return saveProject(web.bank, actor, {
        id,
        project: id,
        station,
        title,
        partners,
        from,
        until,
      })
    }
    default: {
      const said = text('code', 'name', 'federation', 'committee', 'purpose', 'document', 'area')
      return saveFund(web.bank, actor, { id, ...said } as Parameters<typeof saveFund>[2])
    }
  }
}

async function page(web: Web, c: Ask, said?: string): Promise<Response> {
  const { partners } = words(c)
  const found = await partnersFor(web.bank, actorOf(c))
  if (!found.ok) return notFound(web, c)
  const body = (
    <>
      <h1>{partners.title}</h1>
      <p class="hint">{partners.hint}</p>
      {c.req.query('done') ? (
        <p class="done" role="status">
          {partners.saved}
        </p>
      ) : (
        ''
      )}
      <Problem t={words(c)} said={said} />
      <Counters web={web} c={c} />
      <Funds c={c} found={found.value} />
      <Lines web={web} c={c} found={found.value} />
      <Projects c={c} found={found.value} />
      {mayHere(c, 'grants:write') ? <GrantForms web={web} c={c} /> : ''}
      {mayHere(c, 'orders:write') ? <ProjectForm web={web} c={c} /> : ''}
    </>
  )
  return show(web, c, { title: partners.title, body, look: 'desk', status: said ? 422 : 200 })
}

/** Of a charity workstation, at its own desk. */
async function Counters({ web, c }: { web: Web; c: Ask }) {
  const { partners: t } = words(c)
  const found = await charityCounts(web.bank, actorOf(c), deskStation(c))
  const counts = found.ok ? found.value : undefined
  if (!counts) return <></>
  const { wishes, goods, cited, grants, projects } = counts
  return (
    <>
      <h2>{t.counters}</h2>
      <p class="hint">{t.countersHint}</p>
      <Facts
        rows={[
          [t.countWishes, `${wishes.part}/${wishes.of}`],
          [t.countGoods, `${goods}`],
          [t.countCited, `${cited}`],
          [t.countGrants, `${grants.published}/${grants.approved}`],
          [t.countLate, `${grants.late}`],
          [t.countProjects, `${projects}`],
        ]}
      />
    </>
  )
}

function Funds({ c, found }: { c: Ask; found: Partners }) {
  const { partners } = words(c)
  return (
    <>
      <h2>{partners.funds}</h2>
      {found.funds.length === 0 ? <p>{partners.fundsNone}</p> : ''}
      <ul>
        {found.funds.map(({ key, body }) => (
          <li>{`${key} ${body.name} · ${body.federation} · ${body.committee} · ${body.purpose} · ${body.document}`}</li>
        ))}
      </ul>
    </>
  )
}

function Lines({ web, c, found }: { web: Web; c: Ask; found: Partners }) {
  const { partners } = words(c)
  const language = languageOf(c)
  return (
    <>
      <h2>{partners.lines}</h2>
      {found.lines.length === 0 ? <p>{partners.linesNone}</p> : ''}
      <ul>
        {found.lines.map(({ key, body }) => (
          <li>
            {`${key} ${body.title} · ${dayText(body.approvedOn, language)} · `}
            {body.published ? (
              partners.publishedOn(dayText(body.published.on, language), body.published.where)
            ) : (
              <>
                {found.late.has(key) ? <strong class="late">{partners.late} </strong> : ''}
                {partners.publishBy(dayText(publishBy(body), language))}
                {mayHere(c, 'grants:write') ? <Publish web={web} c={c} line={key} /> : ''}
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Publish({ web, c, line }: { web: Web; c: Ask; line: string }) {
  const { partners } = words(c)
  return (
    <form method="post" action="/desk/partners" class="row">
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="what" value="published" />
      <Hidden name="line" value={line} />
      <Field label={partners.on} name="on" type="date" value={today(web.bank)} form={line} />
      <Field label={partners.where} name="where" form={line} />
      <button class="quiet">{partners.publish}</button>
    </form>
  )
}

function Projects({ c, found }: { c: Ask; found: Partners }) {
  const { partners } = words(c)
  const language = languageOf(c)
  const slotName = new Map(PARTNER_SLOTS.map(({ code, name }) => [code, name[language]]))
  return (
    <>
      <h2>{partners.projects}</h2>
      {found.projects.length === 0 ? <p>{partners.projectsNone}</p> : ''}
      <ul>
        {found.projects.map(({ body }) => (
          <li>
            <strong>{body.title}</strong>
            {` ${body.from}–${body.until} · `}
            {Object.entries(body.partners)
              .map(([slot, partner]) => `${slotName.get(slot) ?? slot}：${partner}`)
              .join(' · ')}
          </li>
        ))}
      </ul>
    </>
  )
}

function GrantForms({ web, c }: { web: Web; c: Ask }) {
  const { partners } = words(c)
  return (
    <>
      <form method="post" action="/desk/partners">
        <h2>{partners.addFund}</h2>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="what" value="fund" />
        <div class="row">
          <Field label={partners.code} name="code" form="fund" hint="F-NY-01" />
          <Field label={partners.name} name="name" form="fund" />
          <Field label={partners.federation} name="federation" form="fund" />
          <Field label={partners.committee} name="committee" form="fund" />
          <Field label={partners.purpose} name="purpose" form="fund" />
          <Field label={partners.document} name="document" form="fund" />
          <Field label={partners.area} name="area" form="fund" hint="440104003" />
        </div>
        <button>{partners.addFund}</button>
      </form>
      <form method="post" action="/desk/partners">
        <h2>{partners.addLine}</h2>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="what" value="line" />
        <div class="row">
          <Field label={partners.fund} name="fund" form="line" />
          <Field label={partners.code} name="line" form="line" hint="L1" />
          <Field label={partners.lineTitle} name="title" form="line" />
          <Field label={partners.document} name="document" form="line" />
          <Field label={partners.approvedOn} name="approvedOn" type="date" form="line" />
        </div>
        <button>{partners.addLine}</button>
      </form>
    </>
  )
}

function ProjectForm({ web, c }: { web: Web; c: Ask }) {
  const { partners } = words(c)
  const language = languageOf(c)
  return (
    <form method="post" action="/desk/partners">
      <h2>{partners.addProject}</h2>
      <Hidden name="id" value={web.bank.ids.entry()} />
      <Hidden name="what" value="project" />
      <Hidden name="station" value={deskStation(c)} />
      <div class="row">
        <Field label={partners.project} name="title" form="project" />
        {PARTNER_SLOTS.map(({ code, name }) => (
          <Field label={name[language]} name={code} form="project" />
        ))}
        <Field label={partners.from} name="from" type="date" form="project" />
        <Field label={partners.until} name="until" type="date" form="project" />
      </div>
      <button>{partners.addProject}</button>
    </form>
  )
}

/** A grant line to cite, where one is within reach: nothing of it is paid or kept here. */
export async function CiteLine({
  web,
  c,
  value,
}: {
  readonly web: Web
  readonly c: Ask
  readonly value?: string | undefined
}) {
  const { partners } = words(c)
  const found = await partnersFor(web.bank, actorOf(c))
  const lines = found.ok ? found.value.lines : []
  const isKnown = value === undefined || value === '' || lines.some(({ key }) => key === value)
  const options = [
    ['', partners.citedNone],
    ...lines.map(({ key, body }) => [key, `${key} ${body.title}`] as const),
    // Of a fund further away: it stays what it was.
    ...(isKnown ? [] : [[value, value] as const]),
  ] as const
  if (options.length === 1) return <></>
  return <Choice label={partners.cited} name="grantLine" value={value} options={options} />
}
