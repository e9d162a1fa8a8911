/** The second person's pages (待复核): what waits, one of them as it was asked, and the two answers. */
import type { Hono } from 'hono'
import { may } from '../bank/actor.ts'
import { approve, reject } from '../bank/review/answer.ts'
import { reviewOf, reviewsFor, type Waiting } from '../bank/review/list.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { Outcome } from '../ledger/refusal.ts'
import { timeText } from '../words/reading.ts'
import { rejectionText } from '../words/review.ts'
import { Choice, Hidden, notFound, plain, Problem, show } from './page.tsx'
import { ReviewFacts } from './review-facts.tsx'
import { Reviews, sayingsOf } from './review-list.tsx'
import { Signals, signalPages } from './signals.tsx'
import {
  actorOf,
  type Ask,
  fieldsOf,
  isEntryId,
  languageOf,
  staffNames,
  told,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

export function reviewPages(app: Hono<WebEnv>, web: Web): void {
  signalPages(app, web)
  app.get('/desk/reviews', (c) => listPage(web, c))
  app.post('/desk/reviews', (c) => severalSent(web, c))
  app.get('/desk/reviews/:review', (c) => onePage(web, c, c.req.param('review')))
  app.post('/desk/reviews/:review', (c) => answerSent(web, c, c.req.param('review')))
}

async function listPage(web: Web, c: Ask, said?: readonly string[]): Promise<Response> {
  const { review, common } = words(c)
  const t = words(c)
  const actor = actorOf(c)
  const found = await reviewsFor(web.bank, actor)
  if (!found.ok) return plain(web, c, 403, common.forbiddenTitle, await told(web, c, found.refusal))
  const own = found.value.filter(({ by }) => by === actor.id)
  const others = found.value.filter(({ by }) => by !== actor.id)
  const mine = others.filter(({ theirs }) => theirs)
  const rest = others.filter(({ theirs }) => !theirs)
  const reviews = may(actor, 'reviews:read')
  const body = (
    <>
      <h1>{review.title}</h1>
      <p class="hint">{review.hint}</p>
      <Done c={c} />
      {said ? <Problem t={t} said={said.join(' ')} /> : ''}
      {reviews ? <h2>{review.mine}</h2> : ''}
      {reviews && mine.length === 0 ? <p>{review.none}</p> : ''}
      {mine.length > 0 ? <Reviews web={web} c={c} reviews={mine} tick /> : ''}
      {own.length > 0 || !reviews ? <h2>{review.asked}</h2> : ''}
      {own.length > 0 ? <Reviews web={web} c={c} reviews={own} /> : ''}
      {own.length === 0 && !reviews ? <p>{review.askedNone}</p> : ''}
      {rest.length > 0 ? <h2>{review.others}</h2> : ''}
      {rest.length > 0 ? <Reviews web={web} c={c} reviews={rest} /> : ''}
      <Signals web={web} c={c} />
    </>
  )
  return show(web, c, { title: review.title, body, look: 'desk', status: said ? 422 : 200 })
}

/** What the form before this page has done. */
function Done({ c }: { readonly c: Ask }) {
  const { review } = words(c)
  const approved = Number(c.req.query('approved') ?? 0)
  const done = c.req.query('done')
  const text =
    approved > 0
      ? review.doneApproved(approved)
      : done === 'rejected'
        ? review.doneRejected
        : done === 'signal'
          ? review.signalDone
          : undefined
  if (text === undefined) return <></>
  return (
    <p class="done" role="status">
      {text}
    </p>
  )
}

/** Those ticked, each by the hash it was shown with: "id hash". */
async function severalSent(web: Web, c: Ask): Promise<Response> {
  const { review } = words(c)
  const ticked = (await fieldsOf(c)).all('tick')
  let passed = 0
  const said: string[] = []
  for (const one of ticked.slice(0, 500)) {
    const [id = '', hash = ''] = one.split(' ')
    if (!isEntryId(id)) continue
    const outcome = await approve(web.bank, actorOf(c), { review: id, hash })
    if (outcome.ok) passed++
    else said.push(await told(web, c, outcome.refusal))
  }
  if (said.length === 0) return c.redirect(`/desk/reviews?approved=${passed}`, 303)
  return listPage(web, c, [review.notPassed(said.length), ...new Set(said)])
}

async function onePage(web: Web, c: Ask, id: string, problem?: string): Promise<Response> {
  if (!isEntryId(id)) return notFound(web, c)
  const found = await reviewOf(web.bank, actorOf(c), id)
  if (!found.ok) return notFound(web, c)
  const t = words(c)
  const { review } = t
  const seen = found.value
  const isOwn = seen.by === actorOf(c).id
  const saying = (await sayingsOf(web, c, [seen])).get(seen.id) ?? ''
  const body = (
    <>
      <h1>{saying}</h1>
      {c.req.query('sent') !== undefined && seen.state === 'waiting' ? (
        <p class="done" role="status">
          {review.sent}
        </p>
      ) : (
        ''
      )}
      <Problem t={t} said={problem} />
      {seen.afterwards ? <p class="hint">{review.afterwards}</p> : ''}
      <ReviewFacts web={web} c={c} seen={seen} />
      {seen.state === 'waiting' ? '' : <Answered web={web} c={c} seen={seen} />}
      {seen.mayAnswer ? <Answer web={web} c={c} seen={seen} /> : ''}
      {isOwn && seen.state === 'waiting' && !seen.afterwards ? <TakeBack c={c} seen={seen} /> : ''}
      <p class="noprint">
        <a href="/desk/reviews">{review.title}</a>
      </p>
    </>
  )
  const status = problem === undefined ? 200 : 422
  return show(web, c, { title: saying, body, look: 'desk', status })
}

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly seen: Waiting
}

/** Two large buttons: yes binds to what is shown here, no has a reason. */
function Answer({ web, c, seen }: Props) {
  const { review } = words(c)
  const language = languageOf(c)
  const reasons = web.bank.rules.review.rejections.filter((one) => one !== 'withdrawn')
  return (
    <div class="row answers">
      <form method="post" action={`/desk/reviews/${seen.id}`}>
        <Hidden name="hash" value={seen.hash} />
        <button class="large" name="answer" value="approve">
          {review.approve}
        </button>
      </form>
      <form method="post" action={`/desk/reviews/${seen.id}`} class="row">
        <Choice
          label={review.rejectReason}
          name="reason"
          options={reasons.map((one) => [one, rejectionText(one, language)])}
        />
        <button class="quiet large" name="answer" value="reject">
          {review.reject}
        </button>
      </form>
    </div>
  )
}

function TakeBack({ c, seen }: { readonly c: Ask; readonly seen: Waiting }) {
  const { review } = words(c)
  return (
    <form method="post" action={`/desk/reviews/${seen.id}`}>
      <Hidden name="reason" value="withdrawn" />
      <p class="hint">{review.takeBackHint}</p>
      <button class="quiet" name="answer" value="reject">
        {review.takeBack}
      </button>
    </form>
  )
}

async function Answered({ web, c, seen }: Props) {
  const { review } = words(c)
  const language = languageOf(c)
  const { answered, state } = seen
  if (!answered) return <></>
  const who = (await staffNames(web, c, [answered.by])).get(answered.by) ?? answered.by
  const verdict = state === 'approved' ? review.approved : review.rejected
  const reason =
    answered.reason === undefined ? '' : `（${rejectionText(answered.reason, language)}）`
  return (
    <p class={state === 'approved' ? 'done' : 'problem'}>
      <b>
        {verdict}
        {reason}
      </b>{' '}
      {review.answeredBy(who, timeText(answered.at, language))}
      {state === 'approved' && seen.kind !== 'role' && !seen.afterwards ? (
        <>
          {' '}
          <a href={`/receipts/${seen.id}`}>{review.receipt}</a>
        </>
      ) : (
        ''
      )}
    </p>
  )
}

async function answerSent(web: Web, c: Ask, id: string): Promise<Response> {
  if (!isEntryId(id)) return notFound(web, c)
  const fields = await fieldsOf(c)
  const outcome = await answered(web, c, id, (name) => fields.get(name))
  if (outcome === undefined) return onePage(web, c, id)
  if (!outcome.ok) {
    if (outcome.refusal.code === 'unknown-review') return notFound(web, c)
    return onePage(web, c, id, await told(web, c, outcome.refusal))
  }
  const yes = fields.get('answer') === 'approve'
  return c.redirect(yes ? '/desk/reviews?approved=1' : '/desk/reviews?done=rejected', 303)
}

async function answered(
  web: Web,
  c: Ask,
  review: EntryId,
  field: (name: string) => string,
): Promise<Outcome<unknown> | undefined> {
  const actor = actorOf(c)
  if (field('answer') === 'approve')
    return approve(web.bank, actor, { review, hash: field('hash') })
  if (field('answer') === 'reject')
    return reject(web.bank, actor, { review, reason: field('reason') })
  return undefined
}
