/** A certificate as anyone checks it who holds its code: where it stands, and never more than a masked name. */
import type { Hono } from 'hono'
import { checkCertificate, type Checked } from '../bank/papers/certificate.ts'
import type { Person } from '../bank/ports-people.ts'
import { spaced } from '../paper/certificate.ts'
import { dayText, hoursText, maskName } from '../words/reading.ts'
import { Facts, show } from './page.tsx'
import { type Ask, languageOf, type Web, type WebEnv, words } from './view.ts'

export function certificateCheckPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/c/:code', (c) => checkPage(web, c))
}

/** As codes are made: letters and digits that are not taken for each other. */
export const CODE = /^[0-9a-hjkmnp-tv-z]{16}$/

/** What anyone is told who holds a certificate: never more than a masked name. */
async function checkPage(web: Web, c: Ask): Promise<Response> {
  const code = (c.req.param('code') ?? '').toLowerCase().replaceAll(/[\s-]/g, '')
  const found = CODE.test(code) ? await checkCertificate(web.bank, code) : undefined
  const { papers } = words(c)
  const body = (
    <>
      <h1>{papers.check}</h1>
      {found ? <CheckedFacts web={web} c={c} checked={found} /> : <p>{papers.checkNone}</p>}
    </>
  )
  return show(web, c, { title: papers.check, body, status: found ? 200 : 404 })
}

async function CheckedFacts({
  web,
  c,
  checked,
}: {
  readonly web: Web
  readonly c: Ask
  readonly checked: Checked
}) {
  const { papers, common } = words(c)
  const language = languageOf(c)
  const { body, state, now } = checked
  const { directory, people } = web.bank
  const names = await people.names([body.member as Person['member']])
  const person = names.get(body.member as Person['member'])
  const station = await directory.get('station', body.station)
  const organisation = await directory.get('organisation', body.organisation)
  return (
    <>
      <p class={state === 'issued' ? 'done' : 'problem'} role="status">
        {stateText(c, state)}
      </p>
      {body.replacedBy === undefined ? '' : <p>{papers.checkReplaced}</p>}
      <Facts
        rows={[
          [papers.number, body.number],
          [papers.name, person ? maskName(person.name) : common.erased],
          [papers.period, periodOf(c, body)],
          [papers.total, hoursText(body.minutes, language)],
          [papers.times, papers.timesOf(body.count)],
          [common.station, station?.body.name ?? body.station],
          [papers.organisation, organisation?.body.name ?? body.organisation],
          [papers.contact, organisation?.body.phone || (station?.body.hotline ?? '')],
          [papers.issuedOn, dayText(body.day, language)],
          [papers.code, spaced(checked.code)],
        ]}
      />
      {state === 'corrected' ? <p>{papers.checkNow(hoursText(now, language))}</p> : ''}
      <p class="hint">{papers.checkHint}</p>
    </>
  )
}

export function stateText(c: Ask, state: Checked['state']): string {
  const { papers } = words(c)
  if (state === 'issued') return papers.checkIssued
  return state === 'corrected' ? papers.checkCorrected : papers.checkWithdrawn
}

export function periodOf(
  c: Ask,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const language = languageOf(c)
  return words(c).papers.periodOf(dayText(from, language), dayText(to, language))
}
