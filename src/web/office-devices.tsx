/** 站点电脑 for the head of a station, who gives the code, and for the security office, which may end any. */
import type { Hono } from 'hono'
import { type DeviceSeen, endDevice, giveCode, listDevices } from '../bank/people/devices.ts'
import { newCode } from '../gate/device-code.ts'
import type { Refusal } from '../ledger/refusal.ts'
import { clockText, dayText, timeText } from '../words/reading.ts'
import { Did } from './office-did.tsx'
import { Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function officeDevicePages(app: Hono<WebEnv>, web: Web): void {
  app.get('/office/devices', (c) => devicesPage(web, c))
  app.post('/office/devices/code', async (c) => {
    const { text, hash } = newCode()
    const given = await giveCode(web.bank, actorOf(c), { station: deskStation(c), hash })
    return given.ok
      ? devicesPage(web, c, {
          did: words(c).device.codeGiven(text, clockText(given.value.until)),
          code: true,
        })
      : devicesPage(web, c, { refusal: given.refusal })
  })
  app.post('/office/devices/:device/end', async (c) => {
    const fields = await fieldsOf(c)
    const order = { id: formId(web, fields), device: c.req.param('device') }
    const outcome = await endDevice(web.bank, actorOf(c), order)
    if (outcome.ok) return c.redirect('/office/devices?done=ended', 303)
    if (outcome.refusal.code === 'unknown-row') return notFound(web, c)
    return devicesPage(web, c, { refusal: outcome.refusal })
  })
}

interface Shown {
  readonly did?: string
  readonly code?: true
  readonly refusal?: Refusal
}

async function devicesPage(web: Web, c: Ask, { did, code, refusal }: Shown = {}) {
  const t = words(c)
  const outcome = await listDevices(web.bank, actorOf(c))
  const seen = outcome.ok ? outcome.value : []
  const said = refusal === undefined ? undefined : await told(web, c, refusal)
  const note = did ?? (c.req.query('done') === 'ended' ? t.device.ended : undefined)
  const body = (
    <>
      <h1>{t.device.list}</h1>
      <p class="hint">{t.device.what}</p>
      <Did said={note} />
      {code ? <p class="hint">{t.device.codeWhere}</p> : ''}
      <Problem t={t} said={said} />
      {mayHere(c, 'devices:enrol') ? (
        <form method="post" action="/office/devices/code">
          <button>{t.device.giveCode}</button>
        </form>
      ) : (
        ''
      )}
      {seen.length === 0 ? <p>{t.device.listNone}</p> : <Devices web={web} c={c} seen={seen} />}
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.device.list, body, look: 'desk', status })
}

function Devices({
  web,
  c,
  seen,
}: {
  readonly web: Web
  readonly c: Ask
  readonly seen: readonly DeviceSeen[]
}) {
  const { device: t, common } = words(c)
  const language = languageOf(c)
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {[t.name, common.station, t.until, t.usedAt, t.thumbprint, t.end].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.map(({ row: { key, body }, usedAt }) => (
            <tr>
              <td>{body.name}</td>
              <td>{body.station}</td>
              <td>{dayText(body.until, language)}</td>
              <td>{usedAt === undefined ? t.usedNever : timeText(usedAt, language)}</td>
              <td class="code">{body.thumbprint.slice(0, 12)}</td>
              <td>
                {body.active ? (
                  <form method="post" action={`/office/devices/${key}/end`} class="inline">
                    <Hidden name="id" value={web.bank.ids.entry()} />
                    <button class="quiet" title={t.endConfirm}>
                      {t.end}
                    </button>
                  </form>
                ) : (
                  t.endedMark
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
