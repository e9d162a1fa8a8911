/** Who may act for whom: a person's own page, and the same at the desk with both in front of the clerk. */
import type { Hono } from 'hono'
import {
  endProxy,
  grantProxy,
  type ProxyGrant,
  proxiedBy,
  proxiesOf,
} from '../bank/people/proxies.ts'
import { covers } from '../bank/actor.ts'
import type { Person } from '../bank/ports-people.ts'
import { tellBoth } from '../gate/proxy-notice.ts'
import type { MemberId } from '../ledger/account.ts'
import { parseHours } from '../ledger/minutes.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import { maskName } from '../words/reading.ts'
import { actingPages, selfOf } from './acting.tsx'
import { showMemberDesk } from './frames.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import { bothOf, Done, EndForm, GrantForm, type SentGrant, Terms, Theirs } from './proxy-forms.tsx'
import {
  actorOf,
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  isMemberId,
  nextId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function proxyPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/proxies', (c) => ownPage(web, c))
  app.post('/proxies', (c) => ownGranted(web, c))
  app.post('/proxies/end', (c) => ownEnded(web, c))
  app.get('/desk/members/:member/proxies', (c) => deskPage(web, c))
  app.post('/desk/members/:member/proxies', (c) => deskGranted(web, c))
  app.post('/desk/members/:member/proxies/end', (c) => deskEnded(web, c))
  actingPages(app, web)
}

async function ownPage(web: Web, c: Ask, sent?: SentGrant): Promise<Response> {
  const t = words(c)
  const self = selfOf(c).member as MemberId
  const [theirs, mine] = [await proxiesOf(web.bank, self), await proxiedBy(web.bank, self)]
  const names = await web.bank.people.names([...theirs, ...mine].flatMap(bothOf))
  const body = (
    <>
      <h1>{t.proxy.title}</h1>
      <Done c={c} />
      <h2>{t.proxy.mine}</h2>
      {mine.length === 0 ? <p>{t.proxy.mineNone}</p> : ''}
      {mine.map((one) => (
        <div class="card">
          <Terms c={c} proxy={one} />
          <form method="post" action="/acting">
            <Hidden name="member" value={one.member} />
            <button>{t.proxy.start(maskName(names.get(one.member)?.name ?? ''))}</button>
          </form>
          <EndForm web={web} c={c} action="/proxies/end" proxy={one} />
        </div>
      ))}
      <h2>{t.proxy.theirs}</h2>
      <Theirs web={web} c={c} proxies={theirs} names={names} action="/proxies/end" />
      <h2>{t.proxy.grant}</h2>
      <p class="hint">{t.proxy.grantHint}</p>
      <Problem t={t} said={sent?.said} />
      <GrantForm web={web} c={c} action="/proxies" sent={sent} atDesk={false} />
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.proxy.title, body, status })
}

/** What was typed, for the person it is about. */
function orderIn(web: Web, fields: Fields, member: MemberId, relative: MemberId): ProxyGrant {
  return {
    id: formId(web, fields),
    member,
    relative,
    scopes: fields.all('scope'),
    // What cannot be read is no time at all, and is refused as such.
    monthly: parseHours(fields.get('monthly')) ?? 0,
    until: fields.get('until'),
    checked: fields.get('checked') === '1',
  }
}

async function sentAgain(web: Web, c: Ask, fields: Fields, refusal: Refusal): Promise<SentGrant> {
  const said = await told(web, c, refusal)
  return { said, id: nextId(web, formId(web, fields), refusal), fields }
}

async function ownGranted(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const self = selfOf(c)
  const relative = await relativeIn(web, self.member as MemberId, fields)
  const outcome = relative.ok
    ? await grantProxy(
        web.bank,
        self,
        orderIn(web, fields, self.member as MemberId, relative.value),
      )
    : relative
  if (!outcome.ok) return ownPage(web, c, await sentAgain(web, c, fields, outcome.refusal))
  if (relative.ok && outcome.again !== true)
    await tellBoth(web.bank, 'proxy-granted', {
      member: self.member as MemberId,
      relative: relative.value,
      until: fields.get('until'),
    })
  return c.redirect('/proxies?done=granted', 303)
}

/** By number and the end of the phone: who knows both knows whom they mean. Tries are counted. */
async function relativeIn(web: Web, self: MemberId, fields: Fields): Promise<Outcome<MemberId>> {
  const { people, clock } = web.bank
  const number = fields.get('number')
  const key = `proxy:${self}`
  const { lockedUntil } = await people.lock(key)
  if (lockedUntil > clock.now()) return refuse({ code: 'locked', until: lockedUntil })
  const [found] = number === '' ? [] : await people.find('city', { number }, 1)
  const tail = fields.get('tail')
  if (found && /^\d{4}$/.test(tail) && found.phone.endsWith(tail)) {
    await people.tried(key, true, clock.now())
    return { ok: true, value: found.member }
  }
  await people.tried(key, false, clock.now())
  return refuse({ code: 'unknown-member', member: number })
}

async function ownEnded(web: Web, c: Ask): Promise<Response> {
  const fields = await fieldsOf(c)
  const ended = await endedBy(web, fields, selfOf(c), fields.get('member'))
  return ended ? c.redirect('/proxies?done=ended', 303) : notFound(web, c)
}

/** Ended, or ended already: to whoever asks it is the same. */
async function endedBy(
  web: Web,
  fields: Fields,
  actor: Parameters<typeof endProxy>[1],
  member: string,
): Promise<boolean> {
  const relative = fields.get('relative')
  if (!isMemberId(member) || !isMemberId(relative)) return false
  const order = { id: formId(web, fields), member, relative }
  const outcome = await endProxy(web.bank, actor, order)
  if (!outcome.ok) return outcome.refusal.code === 'proxy-ended'
  if (outcome.again !== true) await tellBoth(web.bank, 'proxy-ended', { member, relative })
  return true
}

async function atHome(web: Web, c: Ask): Promise<Person | undefined> {
  const member = c.req.param('member') ?? ''
  const person = isMemberId(member) ? await web.bank.people.get(member) : undefined
  return person && (await covers(web.bank, actorOf(c), person.station)) ? person : undefined
}

async function deskPage(web: Web, c: Ask, sent?: SentGrant): Promise<Response> {
  const person = await atHome(web, c)
  if (!person) return notFound(web, c)
  const t = words(c)
  const theirs = await proxiesOf(web.bank, person.member)
  const names = await web.bank.people.names(theirs.flatMap(bothOf))
  const at = `/desk/members/${person.member}/proxies`
  const body = (
    <>
      <h1>{t.proxy.theirsOf(maskName(person.name))}</h1>
      <Done c={c} />
      <Theirs web={web} c={c} proxies={theirs} names={names} action={`${at}/end`} />
      <h2>{t.proxy.grant}</h2>
      <p class="hint">{t.proxy.grantHint}</p>
      <Problem t={t} said={sent?.said} />
      <GrantForm web={web} c={c} action={at} sent={sent} atDesk />
    </>
  )
  return showMemberDesk(web, c, { title: t.proxy.title, said: sent?.said, body, person })
}

async function deskGranted(web: Web, c: Ask): Promise<Response> {
  const person = await atHome(web, c)
  if (!person) return notFound(web, c)
  const fields = await fieldsOf(c)
  const number = fields.get('number')
  const [relative] = number === '' ? [] : await web.bank.people.find('city', { number }, 1)
  const outcome = relative
    ? await grantProxy(web.bank, actorOf(c), orderIn(web, fields, person.member, relative.member))
    : refuse({ code: 'unknown-member', member: number })
  if (!outcome.ok) return deskPage(web, c, await sentAgain(web, c, fields, outcome.refusal))
  if (relative && outcome.again !== true)
    await tellBoth(web.bank, 'proxy-granted', {
      member: person.member,
      relative: relative.member,
      until: fields.get('until'),
    })
  return c.redirect(`/desk/members/${person.member}/proxies?done=granted`, 303)
}

async function deskEnded(web: Web, c: Ask): Promise<Response> {
  const person = await atHome(web, c)
  const fields = await fieldsOf(c)
  const ended = person && (await endedBy(web, fields, actorOf(c), person.member))
  if (!person || !ended) return notFound(web, c)
  return c.redirect(`/desk/members/${person.member}/proxies?done=ended`, 303)
}
