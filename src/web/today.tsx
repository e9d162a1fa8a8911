/** What a station has recorded today, each with the way to correct it. */
import type { Hono } from 'hono'
import { startOf, today } from '../bank/draft.ts'
import { memberOf } from '../ledger/account.ts'
import type { Entry } from '../ledger/entry.ts'
import { lineText } from '../words/entry.ts'
import { clockText, hoursText } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Unclaimed } from './fallback.tsx'
import { openOrders, OrderCounts } from './orders.tsx'
import { show } from './page.tsx'
import {
  type Ask,
  deskStation,
  factsOf,
  languageOf,
  mayHere,
  personIn,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const DAY_MS = 86_400_000

export function todayPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/today', (c) => todayPage(web, c))
}

async function todayPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const { journal } = web.bank
  const from = startOf(today(web.bank))
  const entries = (await journal.stationEntries(deskStation(c), from, from + DAY_MS))
    .filter((entry) => entry.postings.length > 0)
    .toReversed()
  const members = entries.flatMap((entry) => {
    const member = personIn(entry)
    return member === undefined ? [] : [member]
  })
  const speaker = await speakerFor(web, c, members)
  const closers = new Map<number, Entry>()
  for (const entry of entries) {
    const closing = await journal.closing(entry.seq)
    if (closing) closers.set(entry.seq, closing)
  }
  const body = (
    <>
      <h1>{t.desk.todayRecords}</h1>
      <TodayDone c={c} />
      {mayHere(c, 'orders:read') ? (
        <>
          <OrderCounts web={web} c={c} found={await openOrders(web, c)} />
          <Unclaimed web={web} c={c} />
        </>
      ) : (
        ''
      )}
      <p class="hint noprint">{t.desk.reverseHint}</p>
      {entries.length === 0 ? (
        <p>{t.desk.todayNone}</p>
      ) : (
        <div class="wide">
          <table>
            <TodayHead c={c} />
            <tbody>
              {entries.map((entry) => (
                <TodayRow
                  web={web}
                  c={c}
                  speaker={speaker}
                  entry={entry}
                  closedBy={closers.get(entry.seq)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
  return show(web, c, { title: t.desk.todayRecords, body, look: 'desk' })
}

/** What the form before this page has done. */
function TodayDone({ c }: { readonly c: Ask }) {
  const t = words(c)
  const recorded = Number(c.req.query('recorded') ?? 0)
  return (
    <>
      {Number.isSafeInteger(recorded) && recorded > 0 ? (
        <p class="done" role="status">
          {t.desk.rosterDone(recorded)}
        </p>
      ) : (
        ''
      )}
      {c.req.query('done') === 'reverse' ? (
        <p class="done" role="status">
          {t.desk.reverseDone}
        </p>
      ) : (
        ''
      )}
    </>
  )
}

function TodayHead({ c }: { readonly c: Ask }) {
  const t = words(c)
  return (
    <thead>
      <tr>
        <th scope="col">{t.common.seq}</th>
        <th scope="col">{t.common.time}</th>
        <th scope="col">{t.common.name}</th>
        <th scope="col">{t.passbook.lineWhat}</th>
        <th scope="col">{t.passbook.lineChange}</th>
        <th scope="col" class="noprint">
          {t.desk.reverse}
        </th>
      </tr>
    </thead>
  )
}

/** Of these a correction can be made; the bank says no to any other by itself. */
const CORRECTED = new Set(['credit', 'transfer', 'donate', 'grant', 'settle', 'redeem'])

function TodayRow({
  web,
  c,
  speaker,
  entry,
  closedBy,
}: {
  readonly web: Web
  readonly c: Ask
  readonly speaker: Speaker
  readonly entry: Entry
  readonly closedBy: Entry | undefined
}) {
  const t = words(c)
  const language = languageOf(c)
  const own = entry.postings.find(({ account }) => memberOf(account) !== undefined)
  const posting = own ?? entry.postings[0]
  const facts = posting && { ...factsOf(web, speaker, entry, posting), station: undefined }
  const member = personIn(entry)
  return (
    <tr>
      <td class="num">
        <a href={`/receipts/${entry.id}`}>{entry.seq}</a>
      </td>
      <td>{clockText(entry.recordedAt)}</td>
      <td>
        {member === undefined ? (
          ''
        ) : (
          <a href={`/desk/members/${member}`}>{speaker.name?.(member) ?? '—'}</a>
        )}
      </td>
      <td>{facts ? lineText(entry.kind, facts, language) : ''}</td>
      <td class="num">{posting ? hoursText(posting.minutes, language) : ''}</td>
      <td class="noprint">
        {closedBy?.kind === 'reverse' ? t.desk.reversedBy(closedBy.seq) : ''}
        {closedBy === undefined && CORRECTED.has(entry.kind) && mayHere(c, 'reversals:write') ? (
          <a class="button quiet" href={`/desk/reversals/${entry.id}`}>
            {t.desk.reverse}
          </a>
        ) : (
          ''
        )}
      </td>
    </tr>
  )
}
