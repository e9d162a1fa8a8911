/** Sentences for what is refused about the calendar of a station: how a thing is set up, and what cannot be booked when. */
import type { BookableFault } from '../ledger/refusal.ts'
import { dayText } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { whoText } from './speaker.ts'

export const CALENDAR: Pick<
  Sentences,
  | 'unknown-bookable'
  | 'bookable-unsound'
  | 'slot-unfit'
  | 'slot-full'
  | 'booked-then'
  | 'too-many-open'
  | 'slot-moment'
> = {
  'unknown-bookable': (_no, _to, zh) =>
    zh
      ? '没有找到这个可约项目，请回到列表再选。'
      : 'There is nothing to book by that name. Please choose from the list.',
  'bookable-unsound': (no, _to, zh) => {
    const [name, english] = FIELDS[no.what] ?? [no.what, no.what]
    const [said, inEnglish] = FAULTS[no.why]
    return zh ? `${name}${said(no.most)}` : `${english}: ${inEnglish(no.most)}`
  },
  'slot-unfit': (no, _to, zh) => {
    const when = `${dayText(no.day, zh ? 'zh' : 'en')} ${no.at}`.trim()
    return UNFIT[no.why](when, no.most)[zh ? 0 : 1]
  },
  'slot-full': (no, _to, zh) => {
    const when = `${dayText(no.day, zh ? 'zh' : 'en')} ${no.at}`
    if (zh)
      return no.queue
        ? `${when} 约满了，候补也满了。请换一个时间。`
        : `${when} 已经约满（${no.places} 个）。请换一个时间，或者登记候补。`
    return no.queue
      ? `${when} is full, and so is the waiting list. Please choose another time.`
      : `${when} is full (${no.places}). Please choose another time, or wait for somebody to call off.`
  },
  'booked-then': (no, to, zh) => {
    const when = `${dayText(no.day, zh ? 'zh' : 'en')} ${no.at}`
    return zh
      ? `${whoText(to, no.member)}在 ${when} 这段时间已经有预约或候补。请换一个时间，或先取消那一个。`
      : `${whoText(to, no.member)} has something booked at ${when} already, or waits for it. Please choose another time, or call that off first.`
  },
  'too-many-open': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}在这个项目已有 ${no.most} 个还没到的预约，最多就是 ${no.most} 个。用完或取消一个再约。`
      : `${whoText(to, no.member)} has ${no.most} bookings of this still to come, which is the most. Please use or call off one first.`,
  'slot-moment': (no, _to, zh) => {
    const when = `${dayText(no.day, zh ? 'zh' : 'en')} ${no.at}`
    return MOMENTS[no.why](when, no.minutes)[zh ? 0 : 1]
  },
}

type Both = readonly [zh: string, en: string]

/** "30 分钟", "2 小时", "3 天". */
export function beforeText(minutes: number, zh: boolean): string {
  if (minutes > 0 && minutes % 1440 === 0)
    return zh ? `${minutes / 1440} 天` : `${minutes / 1440} days`
  if (minutes > 0 && minutes % 60 === 0) return zh ? `${minutes / 60} 小时` : `${minutes / 60} h`
  return zh ? `${minutes} 分钟` : `${minutes} min`
}

const UNFIT: Readonly<
  Record<Parameters<Sentences['slot-unfit']>[0]['why'], (when: string, most: number) => Both>
> = {
  past: (when) => [
    `${when} 已经过了，请选一个还没到的时间。`,
    `${when} is past. Please choose a time that is still to come.`,
  ],
  closed: () => [
    '这个项目现在不接受预约。请看看别的，或打站点电话。',
    'It cannot be booked at present. Please look at the others, or phone the station.',
  ],
  outside: (when) => [
    `${when} 不在开放的时段里，请从列出的时间里选。`,
    `${when} is not one of the times it can be had. Please choose from those listed.`,
  ],
  changed: (when) => [
    `开放时间刚刚改了，${when} 现在不能约。请按新的时间再选。`,
    `The opening has just changed, and ${when} cannot be booked now. Please choose from the new times.`,
  ],
  soon: (when, most) => [
    `${when} 要提前 ${beforeText(most, true)}约，现在来不及了。请换一个时间，或打站点电话。`,
    `${when} had to be booked ${beforeText(most, false)} before. Please choose another time, or phone the station.`,
  ],
  far: (when, most) => [
    `${when} 太远，只能约 ${most} 天以内的。`,
    `${when} is too far ahead: it can be booked for the next ${most} days.`,
  ],
  'in-row': (_when, most) => [
    `一次最多连约 ${most} 个时段，请改少。`,
    `At most ${most} slots in a row can be booked at once.`,
  ],
  people: (_when, most) => [
    `人数要在 1 到 ${most} 之间，请核对。`,
    `The number of people must be between 1 and ${most}.`,
  ],
}

const MOMENTS: Readonly<
  Record<Parameters<Sentences['slot-moment']>[0]['why'], (when: string, minutes: number) => Both>
> = {
  'too-late': (when, minutes) => [
    minutes > 0
      ? `${when} 的预约要提前 ${beforeText(minutes, true)}取消，现在请打站点电话，由工作人员办理。`
      : `${when} 的预约已经过了，请找工作人员办理。`,
    minutes > 0
      ? `${when} could be called off until ${beforeText(minutes, false)} before. Please phone the station now.`
      : `${when} is over. Please ask the desk.`,
  ],
  'too-early': (when, minutes) => [
    `${when} 的预约还没到时间，开始前 ${beforeText(minutes, true)}起可以登记到场。`,
    `${when} is still to come: checking in begins ${beforeText(minutes, false)} before.`,
  ],
  'not-begun': (when) => [
    `${when} 还没开始，开始以后才能记未到场。`,
    `${when} has not begun. Whether somebody is missing shows after that.`,
  ],
}

type Said = (most: number) => string

const FAULTS: Readonly<Record<BookableFault, readonly [zh: Said, en: Said]>> = {
  empty: [() => '没有填写，请填写。', () => 'please fill it in.'],
  long: [
    (most) => `太长，最多 ${most} 个字，请改短。`,
    (most) => `at most ${most} characters; please shorten it.`,
  ],
  unreadable: [() => '读不懂，请核对后重新填写。', () => 'cannot be read; please check it.'],
  number: [(most) => `不对，最多 ${most}，请核对。`, (most) => `at most ${most}; please check it.`],
  step: [
    (most) => `要是 ${most} 分钟的整倍数，例如 09:00、09:${most}。`,
    (most) => `must be a multiple of ${most} minutes, as 09:00 or 09:${most}.`,
  ],
  times: [
    () => '里结束时间要晚于开始时间，请核对。',
    () => 'the end must be later than the beginning.',
  ],
  overlap: [
    () => '里同一天有两段时间重叠，请改开。',
    () => 'two times of one day overlap; please set them apart.',
  ],
  run: [
    (most) => `要在开始日期以后，最长 ${most} 天。`,
    (most) => `must be after the first day, ${most} days at most.`,
  ],
  many: [(most) => `太多，最多 ${most} 个。`, (most) => `at most ${most}.`],
}

const FIELDS: Readonly<Record<string, Both>> = {
  code: ['代码', 'Code'],
  kind: ['类别', 'Kind'],
  name: ['名称', 'Name'],
  where: ['地点', 'Place'],
  note: ['说明', 'Note'],
  places: ['同时可约数', 'Bookings at one time'],
  people: ['每个预约的人数', 'People a booking'],
  slot: ['每段时长', 'Length of a slot'],
  inRow: ['连约段数', 'Slots in a row'],
  ahead: ['提前天数', 'Days ahead'],
  most: ['每人未到的预约', 'Bookings of one person'],
  bookBy: ['预约截止', 'Booked until'],
  cancelBy: ['取消截止', 'Called off until'],
  from: ['开始日期', 'First day'],
  until: ['结束日期', 'Last day'],
  weekly: ['每周开放时间', 'Opening in the week'],
  exceptions: ['当天时间', 'Hours of the day'],
}
