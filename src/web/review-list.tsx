/** What waits, as a table, the oldest first; and each in one plain sentence. */
import { today } from '../bank/draft.ts'
import type { StaffRow } from '../bank/ports.ts'
import type { Waiting } from '../bank/review/list.ts'
import type { Entry, EntryId } from '../ledger/entry.ts'
import { kindName, lineText } from '../words/entry.ts'
import { dayText, hoursText, monthDayText, timeText } from '../words/reading.ts'
import { changeText, levelName, whysText } from '../words/review.ts'
import { roleName } from '../words/office.ts'
import {
  type Ask,
  factsOf,
  languageOf,
  personIn,
  serviceName,
  speakerFor,
  staffNames,
  type Web,
  words,
} from './view.ts'

/** What each review asks for, as somebody at a counter would say it. */
export async function sayingsOf(
  web: Web,
  c: Ask,
  reviews: readonly Waiting[],
): Promise<ReadonlyMap<string, string>> {
  const undone = new Map<string, Entry>()
  for (const { id, kind, asked } of reviews) {
    if (kind !== 'reversal') continue
    const entry = await web.bank.journal.entry(asked['entry'] as EntryId)
    if (entry) undone.set(id, entry)
  }
  const members = reviews.flatMap(({ member }) => (member === undefined ? [] : [member]))
  const more = [...undone.values()].flatMap((entry) => personIn(entry) ?? [])
  const speaker = await speakerFor(web, c, [...members, ...more])
  return new Map(reviews.map((one) => [one.id, sayingOf(web, c, one, speaker, undone.get(one.id))]))
}

function sayingOf(
  web: Web,
  c: Ask,
  one: Waiting,
  speaker: Awaited<ReturnType<typeof speakerFor>>,
  undone: Entry | undefined,
): string {
  const { review } = words(c)
  const language = languageOf(c)
  const who = speaker.name?.(one.member ?? '') ?? '—'
  const hours = hoursText(one.minutes ?? 0, language)
  const service = serviceName(web, one.service, language) ?? ''
  const comma = language === 'zh' ? '，' : ', '
  const about = [service, monthDayText(one.servedOn, language)].filter((part) => part !== '')
  const what = review.hoursOf(hours, about.join(comma))
  switch (one.kind) {
    case 'credit':
      return review.credit(who, what)
    case 'settle':
      return review.settle(who, what)
    case 'reversal':
      return review.reversal(undone ? `${who}，${undoneText(web, c, undone, speaker)}` : who)
    case 'role': {
      const body = (one.asked['body'] ?? {}) as Partial<StaffRow>
      const said = body.active === false ? review.roleEnds : review.role
      const place = body.station || body.area || ''
      return said(
        body.login ?? '',
        `${body.role === undefined ? '' : roleName(body.role, language)} ${place}`.trim(),
      )
    }
    case 'pin':
      return review.pin(who)
    case 'netting':
      return review.netting(monthOf(one))
    case 'export':
      return review.export(`${Number(one.asked['people'] ?? 0)}`)
    case 'change':
      return changeText(subjectOf(one), language)
  }
}

const subjectOf = ({ asked }: Waiting) =>
  typeof asked['subject'] === 'string' ? asked['subject'] : ''

function undoneText(
  web: Web,
  c: Ask,
  entry: Entry,
  speaker: Awaited<ReturnType<typeof speakerFor>>,
): string {
  const language = languageOf(c)
  const member = personIn(entry)
  const own = entry.postings.find(({ account }) => account.split(':')[1] === member)
  const posting = own ?? entry.postings[0]
  const line = posting
    ? lineText(entry.kind, factsOf(web, speaker, entry, posting), language)
    : kindName(entry.kind, language)
  const minutes = posting ? ` ${hoursText(Math.abs(posting.minutes), language)}` : ''
  return `${line}${minutes}，${dayText(entry.servedOn, language)}`
}

export async function Reviews({
  web,
  c,
  reviews,
  tick,
}: {
  readonly web: Web
  readonly c: Ask
  readonly reviews: readonly Waiting[]
  /** Several may be approved at once, each by what is shown of it here. */
  readonly tick?: boolean
}) {
  const { review } = words(c)
  const language = languageOf(c)
  const sayings = await sayingsOf(web, c, reviews)
  const names = await staffNames(
    web,
    c,
    reviews.map(({ by }) => by),
  )
  const table = (
    <div class="wide">
      <table class="reviews">
        <thead>
          <tr>
            {tick ? <th scope="col" /> : ''}
            <th scope="col">{review.what}</th>
            <th scope="col">{review.why}</th>
            <th scope="col">{review.maker}</th>
            <th scope="col">{review.askedAt}</th>
            <th scope="col">{review.due}</th>
            <th scope="col">{review.level}</th>
          </tr>
        </thead>
        <tbody>
          {reviews.map((one) => {
            const saying = sayings.get(one.id) ?? ''
            return (
              <tr>
                {tick ? (
                  <td>
                    <input
                      type="checkbox"
                      name="tick"
                      value={`${one.id} ${one.hash}`}
                      aria-label={review.choose(saying)}
                    />
                  </td>
                ) : (
                  ''
                )}
                <td>
                  <a href={`/desk/reviews/${one.id}`}>{saying}</a>
                </td>
                <td>{whysText(one.why, language)}</td>
                <td class="keep">{names.get(one.by) ?? one.by}</td>
                <td class="keep">{timeText(one.at, language)}</td>
                <td class="keep">
                  <Due web={web} c={c} one={one} />
                </td>
                <td class="keep">{levelName(one.now, language)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
  if (!tick) return table
  return (
    <form method="post" action="/desk/reviews">
      {table}
      <button>{review.approveSome}</button>
    </form>
  )
}

/** By when: in words where it is late, not by a colour alone. */
export function Due({
  web,
  c,
  one,
}: {
  readonly web: Web
  readonly c: Ask
  readonly one: Waiting
}) {
  const { review } = words(c)
  const day = review.dueBy(monthDayText(one.due, languageOf(c)))
  if (one.overdue) return <strong class="late">{`${review.overdue}（${day}）`}</strong>
  return <>{one.due === today(web.bank) ? `${review.dueToday}（${day}）` : day}</>
}

function monthOf({ asked }: Waiting): string {
  const { month } = asked
  return typeof month === 'string' ? month : ''
}
