/** Sentences for what is refused about activities, signing in and out, and hours that are claimed or entered late. */
import type { ActivityFault } from '../ledger/refusal.ts'
import { dayText, quoted } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { placeText, whoText } from './speaker.ts'

export const ACTIVITY: Pick<
  Sentences,
  | 'unknown-activity'
  | 'activity-unfit'
  | 'activity-closed'
  | 'places-full'
  | 'activity-too-young'
  | 'signed-up-already'
  | 'not-signed-up'
  | 'signed-in-already'
  | 'signed-in-elsewhere'
  | 'not-signed-in'
  | 'attend-code-wrong'
  | 'unknown-claim'
  | 'claim-closed'
  | 'late-window'
> = {
  'unknown-activity': (_no, _to, zh) =>
    zh
      ? '没有找到这个活动，请回到活动列表再选。'
      : 'There is no such activity. Please choose one from the list.',
  'activity-unfit': (no, _to, zh) => {
    const [name, english] = FIELDS[no.what] ?? [no.what, no.what]
    const [said, inEnglish] = FAULTS[no.why]
    return zh ? `${name}${said(no.most)}` : `${english}: ${inEnglish(no.most)}`
  },
  'activity-closed': (no, _to, zh) => CLOSED[no.why][zh ? 0 : 1],
  'places-full': (no, _to, zh) =>
    zh
      ? `名额已满（${no.places} 人）。可以登记候补，有人取消时依次递补。`
      : `All ${no.places} places are taken. You can go on the waiting list.`,
  'activity-too-young': (no, _to, zh) =>
    zh
      ? `这个活动要求年满 ${no.age} 周岁。请看看其他活动，谢谢您的热心。`
      : `This activity is for people of ${no.age} and above. Please have a look at the others; thank you.`,
  'signed-up-already': (no, to, zh) => {
    const who = whoText(to, no.member)
    if (zh)
      return no.waiting
        ? `${who}已经在候补名单里，有名额会依次递补。`
        : `${who}已经报名，不用再报。`
    return no.waiting
      ? `${who} is on the waiting list already and will be moved up in turn.`
      : `${who} has signed up already.`
  },
  'not-signed-up': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}没有报名这个活动。请先报名，或请工作人员现场登记。`
      : `${whoText(to, no.member)} has not signed up for this activity. Please sign up first, or ask the desk to add you.`,
  'signed-in-already': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}${no.at} 已经签到，不用再签。离开时请签退。`
      : `${whoText(to, no.member)} signed in at ${no.at} already. Please sign out when leaving.`,
  'signed-in-elsewhere': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}在${placeText(to, no.station)}的活动${quoted(no.title)}签到后还没有签退。请先在那边签退（可以打电话请那边的站点代办），再在这里签到。`
      : `${whoText(to, no.member)} is still signed in at ${placeText(to, no.station)}, ${quoted(no.title)}. Please sign out there first (that station can do it by phone), then sign in here.`,
  'not-signed-in': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}今天还没有签到，不能签退。请先签到；忘了签到的，请工作人员在名册里补上时间。`
      : `${whoText(to, no.member)} has not signed in today and cannot sign out. Please sign in first, or ask the desk to put the time on the roster.`,
  'attend-code-wrong': (_no, _to, zh) =>
    zh
      ? '签到码不对或已经过期。请再看一眼屏幕上的新码，或请工作人员帮忙签到。'
      : 'The code is not right or no longer valid. Please look at the new one on the screen, or ask the desk to sign you in.',
  'unknown-claim': (_no, _to, zh) =>
    zh
      ? '没有找到这次时数申报，请回到列表再选。'
      : 'There is no such claim of hours. Please choose one from the list.',
  'claim-closed': (no, _to, zh) => (CLAIM_CLOSED[no.state] ?? ['', ''])[zh ? 0 : 1],
  'late-window': (no, _to, zh) =>
    zh
      ? `${dayText(no.day, 'zh')}不在可以补的日期里：这里只收 ${dayText(no.first, 'zh')}至${dayText(no.last, 'zh')}的服务。近几天的请直接记录；更早的请找街道。`
      : `${dayText(no.day, 'en')} is outside the window: here hours are taken from ${dayText(no.first, 'en')} to ${dayText(no.last, 'en')}. What is newer is recorded directly; for what is older please ask the street.`,
}

const CLAIM_CLOSED: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  waiting: [
    '站点还没有答复，到期还没答复的请打站点电话。',
    'The station has not answered yet. Please phone it where the day has passed.',
  ],
  confirmed: ['这次申报已经确认，时数已经记录。', 'It was confirmed, and the hours are recorded.'],
  declined: [
    '站点已经答复不予确认。有不同意见的，可以申诉到街道。',
    'The station has declined it. Whoever disagrees can appeal to the street.',
  ],
  appealed: [
    '已经申诉到街道，请等街道答复。',
    'It is with the street now. Please wait for its answer.',
  ],
  upheld: [
    '街道已经同意这次申诉，时数已经记录。',
    'The street has agreed, and the hours are recorded.',
  ],
  dismissed: [
    '街道已经答复，维持站点的决定。',
    'The street has answered and let the decision stand.',
  ],
}

type Said = (most: number) => string

const FAULTS: Readonly<Record<ActivityFault, readonly [zh: Said, en: Said]>> = {
  empty: [() => '没有填写，请填写。', () => 'please fill it in.'],
  long: [
    (most) => `太长，最多 ${most} 个字，请改短。`,
    (most) => `at most ${most} characters; please shorten it.`,
  ],
  'late-word': [
    () => '里不能有“补录”。事后补记时数，请用“时数补录”。',
    () => 'may not contain “补录”. Hours of the past are entered as late entries.',
  ],
  unreadable: [() => '读不懂，请重新选择。', () => 'cannot be read; please choose again.'],
  past: [
    () => '已经过去。只能发布还没开始的活动；做过的服务请用“活动名册”或“时数补录”。',
    () => 'lies in the past. Only activities that are still to come can be published.',
  ],
  run: [
    (most) => `离开始日期太远，一个活动最长 ${most} 天。`,
    (most) => `is too far from the first day; an activity runs ${most} days at most.`,
  ],
  times: [
    () => '要晚于开始时间，也不能在将来，请核对。',
    () => 'must be later than the beginning, and not in the future.',
  ],
  number: [(most) => `要在 0 到 ${most} 之间。`, (most) => `must be between 0 and ${most}.`],
  taken: [
    (most) => `不能少于已经报名的 ${most} 人。`,
    (most) => `cannot be below the ${most} people who have signed up.`,
  ],
}

const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  title: ['活动名称', 'Name'],
  purpose: ['活动目的和内容', 'Purpose'],
  where: ['地点', 'Place'],
  risks: ['风险提示', 'Risks'],
  insurance: ['保险说明', 'Insurance'],
  skills: ['需要的技能', 'Skills'],
  from: ['开始日期', 'First day'],
  until: ['结束日期', 'Last day'],
  every: ['重复方式', 'Repetition'],
  starts: ['开始时间', 'Begins'],
  ends: ['结束时间', 'Ends'],
  places: ['名额', 'Places'],
  age: ['最低年龄', 'Minimum age'],
  at: ['时间', 'Time'],
  people: ['到场的人', 'Who came'],
  words: ['情况说明', 'What is said'],
}

const CLOSED = {
  cancelled: [
    '这个活动已经取消，请看看其他活动。',
    'This activity was cancelled. Please have a look at the others.',
  ],
  over: [
    '这个活动已经结束或已经开始，不能再改。',
    'This activity is over or has begun and cannot be changed.',
  ],
  posted: [
    '这一天的时数已经记录，不能再改名册。有错的请在记录里更正。',
    'The hours of this day are recorded already. What is wrong is put right in the records.',
  ],
  'not-today': [
    '这个活动今天没有安排，请核对日期。',
    'This activity does not take place on that day. Please check the day.',
  ],
} as const
