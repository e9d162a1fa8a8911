/** 工作人员: who works within reach; and for the security office, adding somebody, another post, and the end of one. */
import type { Hono } from 'hono'
import { changePost, listStaff } from '../bank/people/post.ts'
import { addStaff, endStaff } from '../bank/people/staff.ts'
import type { Row, StaffRole, StaffRow } from '../bank/ports.ts'
import { newSecret } from '../gate/secrets.ts'
import type { MemberId } from '../ledger/account.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { ROLES } from '../rules/roles.ts'
import { roleName } from '../words/office.ts'
import { dayText } from '../words/reading.ts'
import { auditPages } from './office-audit.tsx'
import { Did } from './office-did.tsx'
import { officeDevicePages } from './office-devices.tsx'
import { hookPages } from './office-hooks.tsx'
import { tokenPages } from './office-tokens.tsx'
import { Choice, Field, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  reviewAt,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function officeStaffPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/office', (c) => staffPage(web, c))
  app.post('/office/staff', (c) => addSent(web, c))
  app.get('/office/staff/:staff', (c) => postPage(web, c, c.req.param('staff')))
  app.post('/office/staff/:staff', (c) => postSent(web, c, c.req.param('staff')))
  app.post('/office/staff/:staff/end', async (c) => {
    const fields = await fieldsOf(c)
    const order = { id: formId(web, fields), staff: c.req.param('staff') }
    const outcome = await endStaff(web.bank, actorOf(c), order)
    return outcome.ok
      ? c.redirect('/office?done=ended', 303)
      : postPage(web, c, order.staff, outcome.refusal, fields)
  })
  tokenPages(app, web)
  officeDevicePages(app, web)
  hookPages(app, web)
  auditPages(app, web)
}

interface Shown {
  readonly did?: string
  readonly refusal?: Refusal
  readonly fields?: Fields
}

async function staffPage(web: Web, c: Ask, { did, refusal, fields }: Shown = {}) {
  const t = words(c)
  const outcome = await listStaff(web.bank, actorOf(c))
  const rows = outcome.ok ? outcome.value : []
  const asked = c.req.query('done')
  const note =
    did ??
    (asked === 'ended' ? t.office.endedStaff : asked === 'changed' ? t.office.changed : undefined)
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const body = (
    <>
      <h1>{t.office.staff}</h1>
      <p class="hint">{t.office.staffHint}</p>
      <Did said={note} />
      <Problem t={t} said={said} />
      {rows.length === 0 ? <p>{t.office.staffNone}</p> : await StaffTable({ web, c, rows })}
      {mayHere(c, 'staff:write') ? <AddForm web={web} c={c} fields={fields} /> : ''}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.office.staff, body, look: 'desk', status })
}

async function StaffTable({
  web,
  c,
  rows,
}: {
  readonly web: Web
  readonly c: Ask
  readonly rows: readonly Row<StaffRow>[]
}) {
  const { office: t } = words(c)
  const language = languageOf(c)
  const lines = []
  for (const { key, body } of rows) {
    const { login, role, station, area, until, active } = body
    const name = (await web.bank.people.byLogin(login))?.name ?? ''
    const place = station || (area === undefined ? '' : await areaName(web, area))
    const last = !active ? t.left : until === undefined ? t.untilNone : dayText(until, language)
    lines.push(
      <tr>
        <td>{login}</td>
        <td>{name}</td>
        <td>{roleName(role, language)}</td>
        <td>{place || web.bank.rules.city.name[language]}</td>
        <td>{last}</td>
        {mayHere(c, 'staff:write') ? (
          <td>{active ? <a href={`/office/staff/${key}`}>{t.change}</a> : ''}</td>
        ) : (
          ''
        )}
      </tr>,
    )
  }
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {[t.login, t.name, t.role, t.place, t.until].map((title) => (
              <th scope="col">{title}</th>
            ))}
            {mayHere(c, 'staff:write') ? <th scope="col">{t.change}</th> : ''}
          </tr>
        </thead>
        <tbody>{lines}</tbody>
      </table>
    </div>
  )
}

async function areaName({ bank }: Web, area: string): Promise<string> {
  const row = await bank.directory.get('area', area)
  return row ? `${area} ${row.body.name}` : area
}

/** The role and its place, as a form asks for them. */
function PostFields({
  c,
  post,
  form,
}: {
  readonly c: Ask
  readonly post: (name: 'role' | 'station' | 'area' | 'until') => string | undefined
  readonly form: string
}) {
  const t = words(c)
  const roles = ROLES.map((role) => [role, roleName(role, languageOf(c))] as const)
  return (
    <>
      <Choice label={t.office.role} name="role" value={post('role')} options={roles} />
      <Field
        label={`${t.common.station}（${t.common.optional}）`}
        hint="S001"
        name="place"
        form={form}
        value={post('station')}
        autocomplete="off"
      />
      <Field
        label={`${t.office.area}（${t.common.optional}）`}
        hint={t.office.areaHint}
        name="area"
        form={form}
        value={post('area')}
        inputmode="numeric"
        autocomplete="off"
      />
      <Field
        label={`${t.office.until}（${t.common.optional}）`}
        name="until"
        form={form}
        type="date"
        value={post('until')}
      />
    </>
  )
}

function typedPost(fields: Fields | undefined) {
  return (name: 'role' | 'station' | 'area' | 'until') =>
    fields?.get(name === 'station' ? 'place' : name)
}

function postIn(fields: Fields) {
  return {
    role: fields.get('role') as StaffRole,
    // Not "station": that field says which desk a page is of.
    station: fields.get('place'),
    area: fields.get('area'),
    until: fields.get('until'),
  }
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
      <h2>{t.office.add}</h2>
      <form method="post" action="/office/staff">
        <Hidden name="id" value={web.bank.ids.entry()} />
        <div class="row">
          <Field
            label={t.office.login}
            name="login"
            value={fields?.get('login')}
            autocapitalize="none"
            autocomplete="off"
            required
          />
          <Field
            label={t.office.name}
            name="name"
            value={fields?.get('name')}
            autocomplete="off"
            required
          />
          <PostFields c={c} post={typedPost(fields)} form="add" />
          <Field
            label={`${t.office.member}（${t.common.optional}）`}
            hint={t.office.memberHint}
            name="member"
            value={fields?.get('member')}
            autocomplete="off"
          />
          <button>{t.office.addSubmit}</button>
        </div>
      </form>
    </>
  )
}

async function addSent(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const login = fields.get('login')
  const again = (refusal: Refusal) => staffPage(web, c, { refusal, fields })
  const member = await memberOf(web, fields.get('member'))
  if (!member.ok) return again(member.refusal)
  const name = fields.get('name').normalize('NFC')
  if (!/^[\p{L}\p{M}][\p{L}\p{M}·.' -]{0,39}$/u.test(name))
    return again({ code: 'name-unreadable', name })
  const password = newSecret().slice(0, 20)
  const hash = await web.bank.passwords.hash(password)
  if (!hash.ok) return again(hash.refusal)
  const { until, ...post } = postIn(fields)
  const outcome = await addStaff(web.bank, actorOf(c), {
    ...{ id: formId(web, fields), login, name, passwordHash: hash.value },
    ...post,
    ...(until === '' ? {} : { until }),
    ...(member.value === undefined ? {} : { member: member.value }),
  })
  const did = words(c).office.added(login, password)
  if (outcome.ok) return staffPage(web, c, { did })
  // Their password is told now: it opens nothing before somebody else has looked.
  return outcome.refusal.code === 'waits-for-review'
    ? staffPage(web, c, { did: `${did} ${await told(web, c, outcome.refusal)}` })
    : again(outcome.refusal)
}

/** The member of a volunteer number; none where none was typed. */
async function memberOf({ bank }: Web, number: string): Promise<Outcome<MemberId | undefined>> {
  if (number === '') return { ok: true, value: undefined }
  const [person] = await bank.people.find('city', { number }, 1)
  return person
    ? { ok: true, value: person.member }
    : refuse({ code: 'unknown-member', member: number })
}

async function postPage(
  web: Web,
  c: Ask,
  staff: string,
  refusal?: Refusal,
  fields?: Fields,
): Promise<Response> {
  const t = words(c)
  const row = await web.bank.directory.newest('staff', staff)
  if (!row?.body.active) return notFound(web, c)
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const { body: now } = row
  const post = fields
    ? typedPost(fields)
    : (name: 'role' | 'station' | 'area' | 'until') => now[name]
  const title = t.office.changeTitle(now.login)
  const body = (
    <>
      <h1>{title}</h1>
      <Problem t={t} said={said} />
      <form method="post" action={`/office/staff/${staff}`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <div class="row">
          <PostFields c={c} post={post} form="post" />
          <button>{t.office.changeSubmit}</button>
        </div>
      </form>
      <h2>{t.office.end}</h2>
      <p class="hint">{t.office.endSure}</p>
      <form method="post" action={`/office/staff/${staff}/end`}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <button class="quiet">{t.office.end}</button>
      </form>
      <p>
        <a href="/office">{t.common.back}</a>
      </p>
    </>
  )
  return show(web, c, { title, body, look: 'desk', status: said === undefined ? 200 : 422 })
}

async function postSent(web: Web, c: Ask, staff: string): Promise<Response> {
  const fields = await fieldsOf(c)
  const order = { id: formId(web, fields), staff, ...postIn(fields) }
  const outcome = await changePost(web.bank, actorOf(c), order)
  if (outcome.ok) return c.redirect('/office?done=changed', 303)
  const waits = reviewAt(outcome.refusal)
  return waits === undefined
    ? postPage(web, c, staff, outcome.refusal, fields)
    : c.redirect(waits, 303)
}
