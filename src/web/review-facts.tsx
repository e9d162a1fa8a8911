/** One review as it was asked: the evidence there is, who asked, and the sums it adds to. */
import type { Waiting } from '../bank/review/list.ts'
import { waitingSums } from '../bank/review/sums.ts'
import type { ProofClass, Span } from '../ledger/entry.ts'
import { clock } from '../ledger/counter.ts'
import { proofText, reasonText } from '../words/entry.ts'
import { dayText, hoursText, timeText } from '../words/reading.ts'
import { levelName, whysText } from '../words/review.ts'
import { contractAsked } from './contract.tsx'
import { itemFacts } from './item-facts.ts'
import { Facts } from './page.tsx'
import { Due } from './review-list.tsx'
import { type Ask, languageOf, staffNames, type Web, words } from './view.ts'

interface Props {
  readonly web: Web
  readonly c: Ask
  readonly seen: Waiting
}

export async function ReviewFacts({ web, c, seen }: Props) {
  const { review, desk, common } = words(c)
  const language = languageOf(c)
  const names = await staffNames(web, c, [seen.by])
  const station = await web.bank.directory.get('station', seen.station)
  const escalated = seen.now !== seen.level
  return (
    <>
      <Facts
        rows={[
          [review.why, whysText(seen.why, language)],
          [desk.servedOn, dayText(seen.servedOn, language)],
          station ? [common.station, station.body.name] : undefined,
          [review.maker, names.get(seen.by) ?? seen.by],
          [review.askedAt, timeText(seen.at, language)],
          seen.state === 'waiting' ? [review.due, <Due web={web} c={c} one={seen} />] : undefined,
          [
            review.level,
            escalated
              ? review.escalated(levelName(seen.now, language))
              : levelName(seen.level, language),
          ],
          ...(await itemFacts(web, c, seen)),
          ...(await contractAsked(web, c, seen)),
          ...(await evidenceOf(web, c, seen)),
        ]}
      />
      <Sums web={web} c={c} seen={seen} />
    </>
  )
}

type FactRow = readonly [label: string, value: string] | undefined

/** What was shown for it: times, how it was witnessed and by whom, the activity, the sheet. */
async function evidenceOf(
  web: Web,
  c: Ask,
  { asked, batch }: Waiting,
): Promise<readonly FactRow[]> {
  const { review } = words(c)
  const language = languageOf(c)
  const text = (name: string) => {
    const value = asked[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const span = asked['span'] as Span | undefined
  const witness = text('witness')
  const named = witness === undefined ? undefined : await staffNames(web, c, [witness])
  const row = (label: string, value: string | undefined): FactRow =>
    value === undefined ? undefined : [label, value]
  const proof = text('proof') as ProofClass | undefined
  const reason = text('reason')
  return [
    row(review.times, span && `${clock(span.from)}—${clock(span.to)}`),
    row(review.proof, proof && proofText(proof, language)),
    row(review.witness, witness && (named?.get(witness) ?? witness)),
    row(review.activity, text('activity')),
    row(review.source, text('source')),
    row(review.batch, batch),
    row(review.reason, reason && reasonText(reason, language)),
  ]
}

/** The member's day and month so far: what a threshold was about. */
async function Sums({ web, c, seen }: Props) {
  if (seen.member === undefined || seen.minutes === undefined) return <></>
  const { review } = words(c)
  const language = languageOf(c)
  const sums = await waitingSums(web.bank, seen)
  const hours = (minutes: number) => hoursText(minutes, language)
  return (
    <ul class="cards">
      <li class="card">
        {review.hours} <b>{hours(seen.minutes)}</b>
      </li>
      <li class="card">
        {review.dayTotal} <b>{hours(sums.day)}</b>
      </li>
      <li class="card">
        {review.dayWaiting} <b>{hours(sums.waiting)}</b>
      </li>
      <li class="card">
        {review.clerkMonth} <b>{hours(sums.clerk)}</b>
      </li>
      <li class="card">
        {review.served} <b>{hours(sums.served)}</b>
      </li>
      {sums.owed > 0 ? (
        <li class="card">
          {review.advance} <b>{hours(sums.owed)}</b>
          <span class="hint">{review.advanceHint}</span>
        </li>
      ) : (
        ''
      )}
    </ul>
  )
}
