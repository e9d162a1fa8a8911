/** Hours of a person that wait for a second person: what, why, and by when it is answered. */
import { type Waiting, waitingOf } from '../bank/review/list.ts'
import type { MemberId } from '../ledger/account.ts'
import { dayText, hoursText, monthDayText } from '../words/reading.ts'
import { levelName, whysText } from '../words/review.ts'
import { actorOf, type Ask, languageOf, serviceName, type Web, words } from './view.ts'

export function WaitingHours({
  web,
  c,
  waiting,
  linked,
}: {
  readonly web: Web
  readonly c: Ask
  readonly waiting: readonly Waiting[]
  /** At the desk each line leads to its review. */
  readonly linked?: boolean
}) {
  const { review } = words(c)
  const language = languageOf(c)
  const hours = waiting.filter(({ minutes }) => minutes !== undefined)
  if (hours.length === 0) return <></>
  return (
    <section>
      <h2>{review.memberTitle}</h2>
      <p class="hint">{review.memberHint}</p>
      <ul>
        {hours.map((one) => {
          const service = serviceName(web, one.service, language)
          const what = [
            dayText(one.servedOn, language),
            ...(service === undefined ? [] : [service]),
            hoursText(one.minutes ?? 0, language),
          ].join(' · ')
          return (
            <li>
              {linked ? <a href={`/desk/reviews/${one.id}`}>{what}</a> : what}{' '}
              <span class="hint">
                {review.title} · {whysText(one.why, language)} ·{' '}
                {review.memberBy(levelName(one.now, language), monthDayText(one.due, language))}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Those of a member, as whoever reads their time book sees them. */
export async function OwnWaiting({
  web,
  c,
  member,
  linked,
}: {
  readonly web: Web
  readonly c: Ask
  readonly member: MemberId
  readonly linked?: boolean
}) {
  const waiting = await waitingOf(web.bank, actorOf(c), member)
  return <WaitingHours web={web} c={c} waiting={waiting} {...(linked ? { linked } : {})} />
}
