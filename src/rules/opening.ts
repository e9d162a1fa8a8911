/**
 * A station's opening hours as stations write them: "周一至周五 08:30-17:30",
 * "周一至周六 8:30—12:00、14:00—17:30；周日 9:00—12:00". What cannot be read says
 * nothing, and nothing is said of it.
 */

export interface Opening {
  /** 0 is Sunday, 6 Saturday. */
  readonly weekdays: ReadonlySet<number>
  /** Minutes of the day, from and to. */
  readonly spans: readonly (readonly [from: number, to: number])[]
}

const DAYS = '日一二三四五六'
const DAY = `(?:周|星期)?([${DAYS}天])`
const RANGE = new RegExp(`${DAY}\\s*(?:至|到|—|-|~|～)\\s*${DAY}`, 'gu')
const SINGLE = new RegExp(`(?:周|星期)([${DAYS}天])`, 'gu')
const HOURS = /(\d{1,2})[:：](\d{2})\s*(?:至|到|—{1,2}|–|-|~|～)\s*(\d{1,2})[:：](\d{2})/gu

const dayOf = (text: string) => (text === '天' ? 0 : DAYS.indexOf(text))

/** The stretches of a week in which somebody is there; undefined where the text cannot be read. */
export function readOpening(text: string): readonly Opening[] | undefined {
  const found: Opening[] = []
  for (const part of text.split(/[；;\n]/u)) {
    if (part.trim() === '') continue
    const spans = [...part.matchAll(HOURS)].map(
      ([, h1, m1, h2, m2]) => [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)] as const,
    )
    const weekdays = weekdaysIn(part)
    if (spans.length === 0 || weekdays.size === 0) return undefined
    if (spans.some(([from, to]) => from >= to || to > 24 * 60)) return undefined
    found.push({ weekdays, spans })
  }
  return found.length === 0 ? undefined : found
}

function weekdaysIn(part: string): ReadonlySet<number> {
  if (/每天|每日|全周/u.test(part)) return new Set([0, 1, 2, 3, 4, 5, 6])
  const days = new Set<number>()
  const rest = part.replace(RANGE, (_, from: string, to: string) => {
    for (let day = dayOf(from), step = 0; step < 7; day = (day + 1) % 7, step++) {
      days.add(day)
      if (day === dayOf(to)) break
    }
    return ''
  })
  for (const [, day = ''] of rest.matchAll(SINGLE)) days.add(dayOf(day))
  return days
}

/** Whether somebody is at the station: `day` is YYYY-MM-DD, `minute` of that day. */
export function isOpen(opening: readonly Opening[], day: string, minute: number): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return opening.some(
    ({ weekdays, spans }) =>
      weekdays.has(weekday) && spans.some(([from, to]) => from <= minute && minute <= to),
  )
}
