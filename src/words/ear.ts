/**
 * Text for the ear. What is written with figures is said in words: "2.5 小时"
 * and "2 小时 30 分钟" are 两个半小时, and 两个半钟 in Cantonese; a day near by
 * is 今天 or 听日; a phone number, and any long one, is said figure by figure.
 */
import type { Tongue } from './tongue.ts'

const FIGURES = '零一二三四五六七八九'
const PLACES = ['', '十', '百', '千']

const figure = (digit: string | number) => FIGURES[Number(digit)] ?? ''

/** 105 → 一百零五, 12 → 十二, 9,999 at most; what is more is said figure by figure. */
export function numberSaid(count: number): string {
  if (!Number.isInteger(count) || count < 0) return String(count)
  if (count > 9_999) return figures(String(count))
  if (count === 0) return figure(0)
  const digits = String(count)
  let text = ''
  let gap = false
  for (const [at, digit] of Array.from(digits).entries()) {
    if (digit === '0') gap = true
    else {
      text += `${gap ? '零' : ''}${figure(digit)}${PLACES[digits.length - 1 - at] ?? ''}`
      gap = false
    }
  }
  return text.replace(/^一十/, '十')
}

/** How many of something: 2 is 两, and 二 stays in 十二 and 二十. */
function counted(count: number): string {
  return count === 2 ? '两' : numberSaid(count)
}

function figures(digits: string): string {
  return Array.from(digits, figure).join('')
}

/** Whole minutes as hours are said: 150 → 两个半小时, 两个半钟. */
export function hoursSaid(minutes: number, tongue: Tongue): string {
  const whole = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (tongue === 'en') return hoursInEnglish(whole, rest)
  const hour = tongue === 'yue' ? '钟' : '小时'
  if (rest === 30) return whole === 0 ? halfAlone(tongue) : `${counted(whole)}个半${hour}`
  if (whole === 0) return `${counted(rest)}分钟`
  return `${counted(whole)}个${hour}${rest === 0 ? '' : `${numberSaid(rest)}分钟`}`
}

const halfAlone = (tongue: Tongue) => (tongue === 'yue' ? '半个钟' : '半个小时')

function hoursInEnglish(whole: number, rest: number): string {
  const hours = `${whole} ${whole === 1 ? 'hour' : 'hours'}`
  if (rest === 30) return whole === 0 ? 'half an hour' : `${whole} and a half hours`
  const minutes = `${rest} ${rest === 1 ? 'minute' : 'minutes'}`
  return whole === 0 ? minutes : rest === 0 ? hours : `${hours} and ${minutes}`
}

const WEEK = '日一二三四五六'
const DAY_MS = 86_400_000

/** A day, "2026-11-28": the next two as they are called, others by month, day and weekday; another year is said too. */
export function daySaid(day: string, today: string, tongue: 'zh' | 'yue'): string {
  const ahead = (Date.parse(day) - Date.parse(today)) / DAY_MS
  const yue = tongue === 'yue'
  if (ahead === 0) return yue ? '今日' : '今天'
  if (ahead === 1) return yue ? '听日' : '明天'
  if (ahead === 2) return yue ? '后日' : '后天'
  const [year = '', month, date] = day.split('-')
  const other = year === today.slice(0, 4) ? '' : `${figures(year)}年`
  const weekday = WEEK[new Date(Date.parse(day)).getUTCDay()] ?? ''
  return `${other}${numberSaid(Number(month))}月${numberSaid(Number(date))}号，${yue ? '礼拜' : '星期'}${weekday}`
}

/** A sentence as it is written, as it is said. `today` is "2026-11-24". */
export function forEar(text: string, tongue: Tongue, today: string): string {
  if (tongue === 'en') return forEnglishEar(text)
  return text
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/g, (_, year, month, date) =>
      daySaid(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`, today, tongue),
    )
    .replace(
      / ?(\d+)(?:\.(\d{1,2}))? ?(?:个)?小时(?: ?(\d+) ?分钟)? ?/g,
      (_, whole, part = '0', rest = '0') =>
        hoursSaid(Number(whole) * 60 + Math.round(Number(`0.${part}`) * 60) + Number(rest), tongue),
    )
    .replace(/ ?(\d+) ?分钟 ?/g, (_, rest) => hoursSaid(Number(rest), tongue))
    .replace(/(\d{2}):(\d{2})/g, (_, hour, minute) => clockSaid(Number(hour), Number(minute)))
    .replace(/([打拨]) ?(\d{3,})/g, (_, call, digits) => `${call}${longSaid(digits, tongue)}`)
    .replace(/\d{2,4}-\d{7,8}|[A-Z]{2}\d{8}|\d{5,}/g, (digits) => longSaid(digits, tongue))
    .replace(/第 ?(\d+) ?/g, (_, count) => `第${numberSaid(Number(count))}`)
    .replace(/ ?(\d+) ?(?=[次个份餐])/g, (_, count) => counted(Number(count)))
    .replace(/ ?(\d+) ?/g, (_, count) => numberSaid(Number(count)))
    .replace(/[“”]/g, '')
    .replace(/[（）()]/g, '，')
    .replace(/\*/g, '某')
    .replace(/，+(?=[，。？])/g, '')
}

function clockSaid(hour: number, minute: number): string {
  return `${numberSaid(hour)}点${minute === 0 ? '' : `${minute < 10 ? '零' : ''}${numberSaid(minute)}分`}`
}

/** Figure by figure; 1 is 幺 in Mandarin, as it is said on the phone. */
function longSaid(digits: string, tongue: 'zh' | 'yue'): string {
  const said = digits.replace(/\d/g, figure).replace('-', '，')
  return tongue === 'zh' ? said.replaceAll('一', '幺') : said
}

function forEnglishEar(text: string): string {
  return text
    .replace(/(\d+) h(?: (\d+) min)?\b/g, (_, whole, rest = '0') =>
      hoursSaid(Number(whole) * 60 + Number(rest), 'en'),
    )
    .replace(/(\d+) min\b/g, (_, rest) => hoursSaid(Number(rest), 'en'))
    .replace(/\d[\d-]{4,}/g, (digits) => Array.from(digits.replace('-', ',')).join(' '))
}
