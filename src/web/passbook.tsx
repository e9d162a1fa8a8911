/** The time book: a person's own readings, never mixed, and every line with its receipt. */
import type { Hono } from 'hono'
import { noteEvent } from '../bank/oversight/audit.ts'
import { type Readings, readingsOf } from '../bank/oversight/readings.ts'
import { type StatementLine, statement } from '../bank/oversight/statement.ts'
import type { Actor } from '../bank/ports.ts'
import { type MemberId, memberOf } from '../ledger/account.ts'
import { refOf } from '../ledger/entry.ts'
import { lineText, purposeText } from '../words/entry.ts'
import { dayText, hoursText, pointsText, starName } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Nudge } from './nudge.tsx'
import { notFound, show } from './page.tsx'
import { OwnWaiting } from './waiting.tsx'
import { OwnUndos } from './undo.tsx'
import {
  actorOf,
  type Ask,
  factsOf,
  languageOf,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const LINES_A_PAGE = 30

export function passbookPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/passbook', (c) => passbookPage(web, c))
}

async function passbookPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const actor = actorOf(c)
  const { member } = actor
  if (member === undefined) return notFound(web, c)
  const before = beforeIn(c)
  const paged = before > 0
  const [readings, lines, person] = [
    await readingsOf(web.bank, actor, member),
    await statement(web.bank, actor, {
      member,
      limit: LINES_A_PAGE,
      ...(paged ? { before } : {}),
    }),
    await web.bank.people.get(member),
  ]
  if (!readings.ok || !lines.ok) return notFound(web, c)
  await noteThrough(web, actor, member)
  const speaker = await speakerFor(web, c, lines.value.flatMap(namedIn))
  const last = lines.value.at(-1)
  const body = (
    <>
      <h1>{t.passbook.greeting(person?.name ?? '')}</h1>
      <p>{t.passbook.thanks}</p>
      {paged ? '' : <ReadingCards web={web} c={c} readings={readings.value} />}
      {paged ? '' : <Nudge web={web} c={c} member={member} station={readings.value.home} />}
      <p class="noprint">
        <a href="/activities">{t.activity.title}</a> ·{' '}
        <a href="/passbook/activities">{t.activity.mine}</a> · <a href="/proxies">{t.proxy.open}</a>{' '}
        · <a href="/passbook/notices">{t.notices.choose}</a>
      </p>
      {paged ? '' : <OwnWaiting web={web} c={c} member={member} />}
      <OwnUndos web={web} c={c} member={member} />
      <h2>{t.passbook.lines}</h2>
      {lines.value.length === 0 ? (
        <p>{t.passbook.linesNone}</p>
      ) : (
        <Lines web={web} c={c} speaker={speaker} lines={lines.value} />
      )}
      {last && lines.value.length >= LINES_A_PAGE ? (
        <p class="noprint">
          <a class="button quiet" href={`/passbook?before=${last.line.seq}`}>
            {t.passbook.more}
          </a>
        </p>
      ) : (
        ''
      )}
      <OwnLinks c={c} />
    </>
  )
  return show(web, c, { title: t.passbook.title, body })
}

/** That a relative looked is kept, for the person to see. */
async function noteThrough({ bank }: Web, actor: Actor, member: MemberId): Promise<void> {
  if (!actor.through) return
  await noteEvent(bank, actor, {
    act: 'looked',
    ok: true,
    about: member,
    refs: [['proxy', actor.through.relative]],
  })
}

/** Whom a line names: the other side, and whoever acted. */
function namedIn({ entry }: StatementLine): readonly string[] {
  return [
    ...entry.postings.flatMap(({ account }) => memberOf(account) ?? []),
    ...entry.refs.flatMap(([type, value]) => (type === 'proxy' ? [value] : [])),
  ]
}

/** Whose hands it came through, where it was not the person's own. */
function Through({
  c,
  speaker,
  entry,
}: {
  readonly c: Ask
  readonly speaker: Speaker
  readonly entry: StatementLine['entry']
}) {
  const relative = refOf(entry, 'proxy')
  if (relative === undefined) return <></>
  return <span class="hint"> {words(c).proxy.through(speaker.name?.(relative) ?? '')}</span>
}

/** The seq a page of earlier lines ends at; 0 for the newest. */
function beforeIn(c: Ask): number {
  const before = Number(c.req.query('before') ?? '')
  return Number.isSafeInteger(before) ? Math.max(before, 0) : 0
}

function OwnLinks({ c }: { readonly c: Ask }) {
  const t = words(c)
  return (
    <>
      <p class="noprint">
        <a href="/passbook/looks">{t.privacy.looks}</a> ·{' '}
        <a href="/passbook/record">{t.passbook.takeAlong}</a> ·{' '}
        <a href="/passbook/instruction">{t.ending.will}</a>
      </p>
      <p class="hint">{t.passbook.missing}</p>
      <p class="hint">{t.passbook.wrong}</p>
    </>
  )
}

interface ReadingProps {
  readonly web: Web
  readonly c: Ask
  readonly readings: Readings
}

function ReadingCards({ web, c, readings }: ReadingProps) {
  const { passbook } = words(c)
  const language = languageOf(c)
  const { rules } = web.bank
  const hours = (minutes: number) => hoursText(minutes, language)
  const grants = readings.purses.filter(
    ({ grant, ended, balance }) => grant && !ended && balance > 0,
  )
  return (
    <ul class="cards">
      <li class="card">
        {passbook.served} <b>{hours(readings.served)}</b>
        <span class="hint">{passbook.servedHint}</span>
      </li>
      <li class="card">
        {passbook.available} <b>{pointsText(rules, readings.available, language)}</b>
        <span class="hint">{passbook.availableHint}</span>
      </li>
      <li class="card">
        {passbook.granted} <b>{hours(readings.granted)}</b>
        {grants.map(({ grant, balance }) => (
          <p class="hint">
            {hours(balance)} · {purposeText(grant?.purpose ?? '', language)} ·{' '}
            {passbook.grantedUntil(dayText(grant?.until ?? '', language))}
          </p>
        ))}
      </li>
      {readings.held > 0 ? (
        <li class="card">
          {passbook.held} <b>{hours(readings.held)}</b>
        </li>
      ) : (
        ''
      )}
      {readings.shortfall > 0 ? (
        <li class="card">
          {passbook.shortfall} <b>{hours(readings.shortfall)}</b>
          <span class="hint">{passbook.shortfallHint}</span>
        </li>
      ) : (
        ''
      )}
      <StarCards web={web} c={c} readings={readings} />
    </ul>
  )
}

function StarCards({ web, c, readings }: ReadingProps) {
  const { passbook } = words(c)
  const language = languageOf(c)
  const { rules } = web.bank
  const hours = (minutes: number) => hoursText(minutes, language)
  return (
    <>
      <li class="card">
        {passbook.star} <b>{starName(readings.stars, language)}</b>
        <span class="hint">
          {readings.next
            ? passbook.nextStar(
                starName(readings.next.star, language),
                hours(readings.next.missing),
              )
            : passbook.topStar}
        </span>
      </li>
      <li class="card">
        {passbook.gate}{' '}
        <span class="hint">
          {readings.gateMissing === 0
            ? passbook.gateOpen
            : passbook.gateClosed(hours(rules.gate), hours(readings.gateMissing))}
        </span>
      </li>
    </>
  )
}

function Lines({
  web,
  c,
  speaker,
  lines,
}: {
  readonly web: Web
  readonly c: Ask
  readonly speaker: Speaker
  readonly lines: readonly StatementLine[]
}) {
  const { passbook, desk } = words(c)
  const language = languageOf(c)
  return (
    <div class="wide">
      <table class="lines">
        <thead>
          <tr>
            <th scope="col">{passbook.lineWhen}</th>
            <th scope="col">{passbook.lineWhat}</th>
            <th scope="col">{passbook.lineChange}</th>
            <th scope="col">{passbook.lineBalance}</th>
            <th scope="col">{passbook.lineReceipt}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ line, entry, closedBy }) => (
            <tr>
              <td data-label={passbook.lineWhen}>{dayText(entry.servedOn, language)}</td>
              <td data-label={passbook.lineWhat}>
                <span>
                  {lineText(entry.kind, factsOf(web, speaker, entry, line), language)}
                  <Through c={c} speaker={speaker} entry={entry} />
                  {closedBy?.kind === 'reverse' ? (
                    <span class="hint"> {desk.reversedBy(closedBy.seq)}</span>
                  ) : (
                    ''
                  )}
                </span>
              </td>
              <td class="num" data-label={passbook.lineChange}>
                {hoursText(line.minutes, language)}
              </td>
              <td class="num" data-label={passbook.lineBalance}>
                {hoursText(line.balance, language)}
              </td>
              <td data-label={passbook.lineReceipt}>
                <a href={`/receipts/${entry.id}?account=${encodeURIComponent(line.account)}`}>
                  {passbook.lineReceipt}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
