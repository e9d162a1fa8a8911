/** A correction: what it will do, in words, before it is done; and then done once. */
import type { Hono } from 'hono'
import { reverse, tryReverse, waitsToUndo } from '../bank/hours/reverse.ts'
import { kindOf, memberOf } from '../ledger/account.ts'
import { creditedBy } from '../ledger/counter.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { accountName, lineText, reasonText } from '../words/entry.ts'
import { dayText, hoursText, timeText } from '../words/reading.ts'
import type { Speaker } from '../words/refusal.ts'
import { Choice, Facts, Hidden, notFound, Problem, show } from './page.tsx'
import {
  actorOf,
  type Ask,
  factsOf,
  fieldsOf,
  formId,
  isEntryId,
  languageOf,
  nextId,
  personIn,
  reviewAt,
  speakerFor,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function reversalPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/desk/reversals/:entry', (c) => confirmPage(web, c, c.req.param('entry')))
  app.post('/desk/reversals', async (c) => {
    const fields = await fieldsOf(c)
    const entry = fields.get('entry')
    if (!isEntryId(entry)) return notFound(web, c)
    const id = formId(web, fields)
    const reason = fields.get('reason')
    const outcome = await reverse(web.bank, actorOf(c), { id, entry, reason })
    if (outcome.ok) return c.redirect('/desk/today?done=reverse', 303)
    if (outcome.refusal.code === 'notice-first') return c.redirect(`/desk/undos/new/${entry}`, 303)
    const waits = reviewAt(outcome.refusal)
    if (waits !== undefined) return c.redirect(waits, 303)
    const said = await told(web, c, outcome.refusal)
    return confirmPage(web, c, entry, { said, id: nextId(web, id, outcome.refusal), reason })
  })
}

interface Sent {
  readonly said: string
  readonly id: EntryId
  readonly reason: string
}

async function confirmPage(web: Web, c: Ask, entry: string, sent?: Sent): Promise<Response> {
  const t = words(c)
  if (!isEntryId(entry)) return notFound(web, c)
  const tried = await tryReverse(web.bank, actorOf(c), entry)
  if (!tried.ok && tried.refusal.code === 'unknown-entry') return notFound(web, c)
  const said = sent?.said ?? (tried.ok ? undefined : await told(web, c, tried.refusal))
  const body = (
    <>
      <h1>{t.desk.reverse}</h1>
      <Problem t={t} said={said} />
      {tried.ok ? <Confirm web={web} c={c} {...tried.value} sent={sent} /> : ''}
      <p>
        <a class="button quiet" href="/desk/today">
          {t.desk.reverseNot}
        </a>
      </p>
    </>
  )
  const status = said === undefined ? 200 : 422
  return show(web, c, { title: t.desk.reverse, body, look: 'desk', status })
}

async function Confirm({
  web,
  c,
  undone,
  reversal,
  sent,
}: {
  readonly web: Web
  readonly c: Ask
  readonly undone: Entry
  readonly reversal: Entry
  readonly sent: Sent | undefined
}) {
  const t = words(c)
  const language = languageOf(c)
  const members = [...undone.postings, ...reversal.postings].flatMap(
    ({ account }) => memberOf(account) ?? [],
  )
  const owner = personIn(undone)
  const speaker = await speakerFor(web, c, owner === undefined ? members : [...members, owner])
  return (
    <>
      <h2>{t.desk.reverseWhat}</h2>
      <Undone web={web} c={c} speaker={speaker} undone={undone} />
      <h2>{t.desk.reverseWill}</h2>
      <Effects c={c} speaker={speaker} undone={undone} reversal={reversal} />
      <p class="hint">{t.desk.reverseHint}</p>
      {waitsToUndo(web.bank, actorOf(c), undone) ? <p>{t.review.correctionWaits}</p> : ''}
      <form method="post" action="/desk/reversals">
        <Hidden name="id" value={sent?.id ?? web.bank.ids.entry()} />
        <Hidden name="entry" value={undone.id} />
        <div class="row">
          <Choice
            label={t.desk.reverseReason}
            name="reason"
            value={sent?.reason}
            options={web.bank.rules.reversalReasons.map((one) => [one, reasonText(one, language)])}
          />
          <button>{t.desk.reverseYes}</button>
        </div>
      </form>
    </>
  )
}

function Undone({
  web,
  c,
  speaker,
  undone,
}: {
  readonly web: Web
  readonly c: Ask
  readonly speaker: Speaker
  readonly undone: Entry
}) {
  const t = words(c)
  const language = languageOf(c)
  const own = undone.postings.find(({ account }) => memberOf(account) !== undefined)
  const posting = own ?? undone.postings[0]
  const owner = personIn(undone)
  return (
    <Facts
      rows={[
        [t.common.seq, `${undone.seq}`],
        [t.common.name, (owner && speaker.name?.(owner)) ?? '—'],
        posting
          ? [
              t.passbook.lineWhat,
              lineText(undone.kind, factsOf(web, speaker, undone, posting), language),
            ]
          : undefined,
        posting ? [t.passbook.lineChange, hoursText(posting.minutes, language)] : undefined,
        [t.desk.servedOn, dayText(undone.servedOn, language)],
        [t.receipt.recordedAt, timeText(undone.recordedAt, language)],
      ]}
    />
  )
}

/** What becomes of each person's hours, one sentence an account. */
function Effects({
  c,
  speaker,
  undone,
  reversal,
}: {
  readonly c: Ask
  readonly speaker: Speaker
  readonly undone: Entry
  readonly reversal: Entry
}) {
  const t = words(c).desk
  const language = languageOf(c)
  const hours = (minutes: number) => hoursText(Math.abs(minutes), language)
  const served = creditedBy(undone)
  return (
    <ul>
      {served ? (
        <li>
          {t.reverseOf(speaker.name?.(served.member) ?? '—', words(c).passbook.served)}
          {t.reverseServed(hours(served.minutes))}
        </li>
      ) : (
        ''
      )}
      {reversal.postings.flatMap(({ account, minutes, balance }) => {
        const member = memberOf(account)
        if (member === undefined) return []
        const who = speaker.name?.(member) ?? '—'
        if (kindOf(account) === 'shortfall') return [<li>{t.reverseShort(who, hours(minutes))}</li>]
        const change = minutes < 0 ? t.reverseLess : t.reverseMore
        return [
          <li>
            {t.reverseOf(who, accountName(kindOf(account), language))}
            {change(hours(minutes), hours(balance))}
          </li>,
        ]
      })}
    </ul>
  )
}
