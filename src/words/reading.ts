/**
 * How minutes, days and people are read out: hours and points as a city counts
 * them, days as they are said, names and phones with what others need not see
 * covered. Names are cut by what the eye sees as one character, never by code
 * unit: 𠮷 is one.
 */
import { type CityRules, pointsIn } from '../rules/city.ts'
import type { Language } from './language.ts'

/** 170 → "2 小时 50 分钟". */
export function hoursText(minutes: number, language: Language): string {
  const sign = minutes < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  const [hour, minute] = language === 'zh' ? ['小时', '分钟'] : ['h', 'min']
  if (rest === 0) return `${sign}${whole} ${hour}`
  return whole === 0 ? `${sign}${rest} ${minute}` : `${sign}${whole} ${hour} ${rest} ${minute}`
}

/** 170 → "2 个时间积分，另有 50 分钟". Minutes left over are said, so that nobody thinks them lost. */
export function pointsText(rules: CityRules, available: number, language: Language): string {
  const { points, rest } = pointsIn(rules, available)
  const over = rest === 0 ? '' : hoursText(rest, language)
  if (language === 'zh') return `${points} 个${rules.words.point.zh}${over && `，另有 ${over}`}`
  return `${points} ${unitName(rules, points, language)}${over && ` and ${over}`}`
}

/** The city's own name for a point: 时间积分. */
export function unitName(rules: CityRules, count: number, language: Language): string {
  const name = rules.words.point[language]
  return language === 'en' && count === 1 ? name.replace(/s$/, '') : name
}

const STARS_ZH = [
  '尚未评星',
  '一星级志愿者',
  '二星级志愿者',
  '三星级志愿者',
  '四星级志愿者',
  '五星级志愿者',
]
const STARS_EN = [
  'no star yet',
  'one-star volunteer',
  'two-star volunteer',
  'three-star volunteer',
].concat('four-star volunteer', 'five-star volunteer')

export function starName(star: number, language: Language): string {
  const name = (language === 'zh' ? STARS_ZH : STARS_EN)[star]
  return name ?? (language === 'zh' ? `${star} 星级志愿者` : `${star}-star volunteer`)
}

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** "2026-11-21" → "2026年11月21日". What is no day is given back as it stands. */
export function dayText(day: string, language: Language): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)
  if (!found) return day
  const [year, month, date] = found.slice(1).map(Number) as [number, number, number]
  if (language === 'zh') return `${year}年${month}月${date}日`
  return `${date} ${MONTHS[month - 1] ?? ''} ${year}`
}

/** "11月21日", where the year is plain from around it. */
export function monthDayText(day: string, language: Language): string {
  const text = dayText(day, language)
  return language === 'zh' ? text.replace(/^\d{4}年/, '') : text.replace(/ \d{4}$/, '')
}

/** China has kept one time without summer time since 1991. */
const SHANGHAI_MS = 8 * 60 * 60 * 1000

/** The day in China at an instant, as "2026-11-21". */
export function dayAt(instant: number): string {
  return new Date(instant + SHANGHAI_MS).toISOString().slice(0, 10)
}

/** "14:05" in China. */
export function clockText(instant: number): string {
  return new Date(instant + SHANGHAI_MS).toISOString().slice(11, 16)
}

/** "2026年11月21日 14:05" in China. */
export function timeText(instant: number, language: Language): string {
  return `${dayText(dayAt(instant), language)} ${clockText(instant)}`
}

/** Surnames of two characters still met; without them 欧阳娜 would show all but her surname's half. */
const COMPOUND_SURNAMES = new Set(
  `欧阳 歐陽 司徒 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司空 端木
   东方 東方 独孤 獨孤 南宫 南宮 西门 西門 百里 呼延 轩辕 軒轅 申屠 太史 闻人 聞人 澹台 澹臺 公冶 宗政
   濮阳 濮陽 淳于 单于 單于 太叔 公羊 赫连 赫連 钟离 鍾離 鲜于 鮮于 闾丘 閭丘 亓官 司寇 子车 子車 颛孙 顓孫
   巫马 巫馬 公西 漆雕 乐正 樂正 壤驷 壤駟 公良 拓跋 夹谷 夾谷 宰父 谷梁 穀梁 段干 东郭 東郭 南门 南門 羊舌
   微生 梁丘 左丘 第五 万俟 萬俟 纳兰 納蘭 完颜 完顏 叶赫 葉赫 耶律`
    .trim()
    .split(/\s+/),
)

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** Characters the registry knew before Unicode did sit in a private area, and stand in names. */
const HAN = /^[\p{Script=Han}\p{Co}*]/u

/** 张三 → 张*, 张小三 → 张*三, 欧阳娜娜 → 欧阳*娜, 阿卜杜拉·买买提 → 阿**·买**. Masking twice changes nothing. */
export function maskName(name: string): string {
  const tidy = name
    .normalize('NFC')
    .trim()
    .replace(/[•・‧∙・.．]/g, '·')
  const close = tidy.replace(/(?<=[\p{Script=Han}\p{Co}*])\s+(?=[\p{Script=Han}\p{Co}*])/gu, '')
  const signs = graphemesOf(close)
  if (signs.length > 0 && signs.every((sign) => HAN.test(sign))) return maskHan(signs)

  // Elsewhere even the length of a name says who it is: two stars whatever was there.
  return close.replace(/[^\s·]+/gu, (part) => `${graphemesOf(part)[0] ?? ''}**`)
}

function maskHan(signs: readonly string[]): string {
  if (signs.length === 1) return '*'
  const compound = signs.length > 2 && COMPOUND_SURNAMES.has(signs.slice(0, 2).join(''))
  const surname = signs.slice(0, compound ? 2 : 1)
  const given = signs.slice(surname.length)
  const last = given.length > 1 ? (given.at(-1) ?? '') : ''
  return `${surname.join('')}${'*'.repeat(Math.max(given.length - 1, 1))}${last}`
}

function graphemesOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/** 13812341234 → 138****1234; what is shorter shows its last four at most. */
export function maskPhone(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '')
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return digits.length >= 7 ? `****${digits.slice(-4)}` : '****'
}

/** What a person wrote, in quotation marks and not longer than a glance. */
export function quoted(text: string): string {
  const signs = graphemesOf(text.replace(/\s+/g, ' ').trim())
  const glance = signs.length > 40 ? `${signs.slice(0, 40).join('')}…` : signs.join('')
  return `“${glance}”`
}
