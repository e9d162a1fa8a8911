/** 站点电脑: the computer somebody stands at, enrolled with a code, and shown by its key when they have signed in. */
import type { Hono } from 'hono'
import { enrolDevice } from '../bank/people/devices.ts'
import { hashOf } from '../gate/secrets.ts'
import {
  giveKeyHint,
  hasKeyHint,
  newKey,
  proveDevice,
  questionOf,
  takeKeyHint,
} from '../gate/station-device.ts'
import { readCode } from '../gate/device-code.ts'
import { type Outcome, type Refusal, refuse } from '../ledger/refusal.ts'
import type { DeviceRow, Row } from '../bank/ports.ts'
import { standingOf } from './account.tsx'
import { homeOf } from './acts.ts'
import { isOwnPath } from './own-path.ts'
import { Field, Hidden, Problem, show } from './page.tsx'
import {
  type Ask,
  type Fields,
  fieldsOf,
  formId,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function devicePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/device', (c) => devicePage(web, c, c.req.query('to') ?? ''))
  app.post('/device/proof', async (c) => {
    const fields = await fieldsOf(c)
    const { standing, to } = { standing: standingOf(c), to: fields.get('to') }
    const shown = { device: fields.get('device'), signature: fields.get('signature') }
    const outcome = await proveDevice(web.bank, standing, shown)
    if (outcome.ok) return c.redirect(goOn(c, to), 303)
    takeKeyHint(c, web.options)
    return devicePage(web, c, to, outcome.refusal, fields)
  })
  app.post('/device/skip', async (c) => {
    takeKeyHint(c, web.options)
    return c.redirect(goOn(c, (await fieldsOf(c)).get('to')), 303)
  })
  app.post('/device/enrol', async (c) => {
    const fields = await fieldsOf(c)
    const to = fields.get('to')
    const outcome = await enrolled(web, c, fields)
    if (!outcome.ok) return devicePage(web, c, to, outcome.refusal, fields)
    await web.bank.people.uses.bindDevice(standingOf(c).session.hash, outcome.value.key)
    giveKeyHint(c, web.options)
    const there = `?enrolled=${outcome.value.key}&to=${encodeURIComponent(goOn(c, to))}`
    return c.redirect(`/device${there}`, 303)
  })
}

function goOn(c: Ask, to: string): string {
  return isOwnPath(to) ? to : homeOf(standingOf(c).actor)
}

async function enrolled(web: Web, c: Ask, fields: Fields): Promise<Outcome<Row<DeviceRow>>> {
  const { session, actor } = standingOf(c)
  const given = { publicKey: fields.get('publicKey'), signature: fields.get('signature') }
  const key = await newKey(session, given)
  if (!key) return refuse({ code: 'device-refused', why: 'key' })
  const code = readCode(fields.get('code'))
  if (code === undefined) return refuse({ code: 'device-refused', why: 'code' })
  const order = { id: formId(web, fields), code: hashOf(code), name: fields.get('name') }
  return enrolDevice(web.bank, actor, { ...order, ...key })
}

async function devicePage(
  web: Web,
  c: Ask,
  to: string,
  refusal?: Refusal,
  fields?: Fields,
): Promise<Response> {
  const t = words(c)
  const { session, actor } = standingOf(c)
  const here = actor.device === undefined ? undefined : await rowHere(web, actor.device)
  const isNew = here !== undefined && c.req.query('enrolled') === here.key
  const question = questionOf(session)
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const shown = refusal === undefined ? undefined : await rowHere(web, fields?.get('device') ?? '')
  const { staffScript } = web.options
  const body = (
    <>
      <h1>{t.device.title}</h1>
      <p class="hint">{t.device.what}</p>
      <Problem t={t} said={said} />
      {shown?.body.active === false ? (
        <p class="problem" role="status" data-device-wipe hidden>
          {t.outbox.wiped}
        </p>
      ) : (
        ''
      )}
      {here === undefined ? (
        <>
          {refusal === undefined ? <Prove web={web} c={c} to={to} question={question} /> : ''}
          <Enrol web={web} c={c} to={to} question={question} fields={fields} />
        </>
      ) : (
        <p class="done" role="status" {...(isNew ? { 'data-enrolled': here.key } : {})}>
          {t.device.here(here.body.name, here.body.station)} {isNew ? t.device.enrolled : ''}
        </p>
      )}
      <p>
        <a class="button quiet" href={goOn(c, to)}>
          {t.device.goOn}
        </a>
      </p>
    </>
  )
  const status = refusal === undefined ? 200 : 422
  const script = staffScript === undefined ? {} : { script: staffScript }
  return show(web, c, { title: t.device.title, body, look: 'desk', status, ...script })
}

const rowHere = ({ bank }: Web, device: string) => bank.directory.newest('device', device)

interface Asking {
  readonly web: Web
  readonly c: Ask
  readonly to: string
  readonly question: string
}

/** Filled in and sent by the browser where it has a key; what it says where it has none stands beside it. */
function Prove({ web, c, to, question }: Asking) {
  const t = words(c).device
  return (
    <>
      <form
        method="post"
        action="/device/proof"
        data-device="prove"
        data-question={question}
        hidden
      >
        <Hidden name="to" value={to} />
        <Hidden name="device" value="" />
        <Hidden name="signature" value="" />
      </form>
      <p role="status" data-device-checking hidden>
        {t.checking}
      </p>
      <p data-device-none hidden>
        {t.none}
      </p>
      <noscript>
        <p class="problem">{t.noScript}</p>
      </noscript>
      {hasKeyHint(c, web.options) ? (
        <form method="post" action="/device/skip">
          <Hidden name="to" value={to} />
          <button class="quiet">{t.skip}</button>
        </form>
      ) : (
        ''
      )}
    </>
  )
}

function Enrol({ web, c, to, question, fields }: Asking & { readonly fields: Fields | undefined }) {
  const t = words(c).device
  return (
    <>
      <h2>{t.enrol}</h2>
      <form method="post" action="/device/enrol" data-device="enrol" data-question={question}>
        <Hidden name="id" value={web.bank.ids.entry()} />
        <Hidden name="to" value={to} />
        <Hidden name="publicKey" value="" />
        <Hidden name="signature" value="" />
        <div class="row">
          <Field label={t.code} hint={t.codeHint} name="code" autocomplete="off" required />
          <Field
            label={t.name}
            hint={t.nameHint}
            name="name"
            value={fields?.get('name')}
            maxlength={30}
            autocomplete="off"
            required
          />
          <button>{t.submit}</button>
        </div>
      </form>
    </>
  )
}
