/** What a station has recorded today, and the correction of what was wrong. */
import type { Hono } from 'hono'
import { startOf, today } from '../bank/draft.ts'
import { reverse } from '../bank/hours/reverse.ts'
import { memberOf } from '../ledger/account.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { lineText, reasonText } from '../words/entry.ts'
import { clockText, hoursText } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Choice, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  factsOf,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  personIn,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
  nextId,
} from './view.ts'

const DAY_MS = 86_400_000

interface Sent {
  readonly said: string
  readonly entry: EntryId
  readonly id: EntryId
  readonly reason: string
}

export function todayPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/today', (c) => todayPage(web, c))
  app.post('/desk/reversals', async (c) => {
    const fields = await fieldsOf(c)
    const entry = fields.get('entry')
    if (!isEntryId(entry)) return notFound(web, c)
    const id = formId(web, fields)
    const reason = fields.get('reason')
    const outcome = await reverse(web.bank, actorOf(c), { id, entry, reason })
    if (outcome.ok) return c.redirect('/desk/today?done=reverse', 303)
    const said = await told(web, c, outcome.refusal)
    return todayPage(web, c, { said, entry, id: nextId(web, id, outcome.refusal), reason })
  })
}

async function todayPage(web: Web, c: Ask, sent?: Sent): Promise<Response> {
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
      <Problem t={t} said={sent?.said} />
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
                  sent={sent?.entry === entry.id ? sent : undefined}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
  const status = sent === undefined ? 200 : 422
  return show(web, c, { title: t.desk.todayRecords, body, look: 'desk', status })
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
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly speaker: Speaker
  readonly entry: Entry
  readonly closedBy: Entry | undefined
  readonly sent: Sent | undefined
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
        {closedBy === undefined && CORRECTED.has(entry.kind) ? (
          <form method="post" action="/desk/reversals" class="row">
            <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
            <Hidden name="entry" value={entry.id} />
            <Choice
              label={t.desk.reverseReason}
              name="reason"
              value={sent?.reason}
              options={web.bank.rules.reversalReasons.map((one) => [
                one,
                reasonText(one, language),
              ])}
            />
            <button class="quiet">{t.desk.reverse}</button>
          </form>
        ) : (
          ''
        )}
      </td>
    </tr>
  )
}
