/** What was found for a pattern (异常提示), in plain words, with what came of it. */
import type { Hono } from 'hono'
import {
  answerSignal,
  type Signal,
  SIGNAL_OUTCOMES,
  signalsFor,
} from '../bank/oversight/signal-list.ts'
import { watchStation } from '../bank/oversight/signals.ts'
import { stationsOf } from '../bank/actor.ts'
import { hoursText, monthDayText } from '../words/reading.ts'
import { Hidden, notFound, plain } from './page.tsx'
import {
  actorOf,
  type Ask,
  deskStation,
  fieldsOf,
  formId,
  languageOf,
  mayHere,
  speakerFor,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function signalPages(app: Hono<WebEnv>, web: Web): void {
  app.post('/desk/signals', async (c) => {
    const fields = await fieldsOf(c)
    if (fields.get('outcome') === 'look') return lookThrough(web, c)
    const outcome = await answerSignal(web.bank, actorOf(c), {
      id: formId(web, fields),
      key: fields.get('key'),
      outcome: fields.get('outcome'),
    })
    if (outcome.ok) return c.redirect('/desk/reviews?done=signal', 303)
    if (outcome.refusal.code === 'unknown-review') return notFound(web, c)
    const { common } = words(c)
    const back = ['/desk/reviews', words(c).review.title] as const
    return plain(web, c, 422, common.notYet, await told(web, c, outcome.refusal), back)
  })
}

/** The station is looked through now, or where an office has chosen none, all it looks after; else it is when a day is closed. */
async function lookThrough(web: Web, c: Ask): Promise<Response> {
  const chosen = deskStation(c)
  const within = await stationsOf(web.bank, actorOf(c))
  for (const station of within)
    if (chosen === '' || chosen === station) await watchStation(web.bank, station)
  return c.redirect('/desk/reviews?done=looked', 303)
}

export async function Signals({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const { review } = words(c)
  if (!mayHere(c, 'reviews:write')) return <></>
  const signals = await signalsFor(web.bank, actorOf(c))
  const names = await staffNames(
    web,
    c,
    signals.map(({ by }) => by),
  )
  const speaker = await speakerFor(
    web,
    c,
    signals.flatMap(({ member }) => (member === undefined ? [] : [member])),
  )
  const said = (one: Signal) => saying(c, one, names, speaker.name?.(one.member ?? '') ?? '—')
  return (
    <section>
      <h2>{review.signals}</h2>
      <p class="hint">{review.signalsHint}</p>
      <form method="post" action="/desk/signals">
        <button class="quiet" name="outcome" value="look">
          {review.signalsLook}
        </button>
      </form>
      {signals.length === 0 ? <p>{review.signalsNone}</p> : ''}
      {signals.map((one) => (
        <form method="post" action="/desk/signals" class="card">
          <Hidden name="id" value={web.bank.ids.entry()} />
          <Hidden name="key" value={one.key} />
          <p>
            {speaker.station?.(one.station) ?? one.station} · {said(one)} ·{' '}
            <a href={`/receipts/${one.entry}`}>{review.signalEntry}</a>
          </p>
          {SIGNAL_OUTCOMES.map((outcome) => (
            <>
              <button class="quiet" name="outcome" value={outcome}>
                {review[OUTCOME_WORD[outcome]]}
              </button>{' '}
            </>
          ))}
        </form>
      ))}
    </section>
  )
}

const OUTCOME_WORD = {
  'in-order': 'signalInOrder',
  'put-right': 'signalPutRight',
  'to-audit': 'signalToAudit',
} as const

function saying(c: Ask, one: Signal, names: ReadonlyMap<string, string>, member: string): string {
  const { review } = words(c)
  const language = languageOf(c)
  const by = names.get(one.by) ?? one.by
  const hours = hoursText(one.minutes, language)
  const day = monthDayText(one.of, language)
  switch (one.kind) {
    case 'concentration':
      return review.signalConcentration(by, `${member} ${hours}（${one.count}%）`)
    case 'same-batches':
      return `${review.signalBatches(by, `${one.count}`)} · ${hours}`
    case 'same-minutes':
      return `${review.signalMinutes(by, `${one.count}`)} · ${hours}`
    case 'off-hours':
      return review.signalOffHours(by, `${day} ${hours}`)
  }
}
