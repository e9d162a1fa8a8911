/** What pages of the calendar have in common: how a thing, a time and whoever booked are said. */
import { type Booked, bookableFor } from '../bank/calendar/bookings.ts'
import { weekdayOf } from '../bank/calendar/opening.ts'
import type { Thing } from '../bank/calendar/list.ts'
import { dayOf, isDay, startOf, today } from '../bank/draft.ts'
import { workflowNamed } from '../bank/loop/workflow.ts'
import type { BookedSlot } from '../bank/ports-calendar.ts'
import type { Span } from '../ledger/entry.ts'
import { clock } from '../ledger/counter.ts'
import { beforeText } from '../words/calendar-refusal.ts'
import { hoursText, monthDayText } from '../words/reading.ts'
import { actorOf, type Ask, languageOf, type Web, words } from './view.ts'

const DAY_MS = 86_400_000

export const spanText = ({ from, to }: Span) => `${clock(from)}—${clock(to)}`

/** A day with its day of the week: that is what people remember. */
export function dayWord(c: Ask, day: string): string {
  const name = words(c).calendar[WEEKDAYS[weekdayOf(day) - 1] ?? 'day1']
  const zh = languageOf(c) === 'zh'
  return `${monthDayText(day, languageOf(c))}${zh ? `（${name}）` : ` (${name})`}`
}

export function whenText(c: Ask, slot: BookedSlot): string {
  return `${dayWord(c, slot.day)} ${spanText(slot)}`
}

export const plusDays = (day: string, days: number) => dayOf(startOf(day) + days * DAY_MS)

/** The day of the address; today where it says none. */
export function dayAsked(web: Web, c: Ask): string {
  const said = c.req.query('day') ?? ''
  return isDay(said) ? said : today(web.bank)
}

/** A number of the address; undefined where it is none. */
export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined
}

/** The thing of the address, where whoever asks may see it. */
export async function thingAt(web: Web, c: Ask): Promise<Thing | undefined> {
  const key = `${c.req.param('station') ?? ''}/${c.req.param('code') ?? ''}`
  const found = await bookableFor(web.bank, actorOf(c), key)
  return found.ok ? found.value : undefined
}

/** "免费", or what it costs. */
export async function priceText(web: Web, c: Ask, { body }: Thing): Promise<string> {
  const { calendar: t } = words(c)
  if (body.item === undefined) return t.free
  const item = await web.bank.directory.get('item', `${body.station}/${body.item}`)
  return item ? t.costs(hoursText(item.body.price.minutes, languageOf(c))) : t.free
}

export function termsText(c: Ask, { body }: Thing): string {
  const zh = languageOf(c) === 'zh'
  const { ahead, bookBy, cancelBy, most } = body
  const { calendar: t } = words(c)
  const until = t.termsUntil(beforeText(bookBy, zh), beforeText(cancelBy, zh))
  return [t.termsText(ahead, most), until].join(zh ? '' : ' ')
}

export async function stateText(web: Web, c: Ask, { body }: Booked): Promise<string> {
  const workflow = await workflowNamed(web.bank, body.workflow)
  return workflow?.states[body.state]?.label[languageOf(c)] ?? body.state
}

/** A team or an organisation by its name. */
export async function partyText({ bank }: Web, { party }: BookedSlot): Promise<string | undefined> {
  if (party === undefined) return undefined
  return (await bank.directory.get(party.kind, party.id))?.body.name ?? party.id
}

export async function stationName({ bank }: Web, code: string): Promise<string> {
  return (await bank.directory.get('station', code))?.body.name ?? code
}

/** What a page of three shows of a list, and where the rest is. */
export function pageOf<Item>(c: Ask, all: readonly Item[], size = 3) {
  const pages = Math.max(1, Math.ceil(all.length / size))
  const page = Math.min(Math.max(Number(c.req.query('page') ?? '1') || 1, 1), pages)
  return { shown: all.slice((page - 1) * size, page * size), page, pages }
}

/** Words of the days of the week, from Monday on. */
export const WEEKDAYS = ['day1', 'day2', 'day3', 'day4', 'day5', 'day6', 'day7'] as const
