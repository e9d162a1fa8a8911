/**
 * Who is spoken to, and the small phrases sentences are made of: a person by
 * name where the caller knows it, a station, hours, a day.
 */
import { isAccount, memberOf } from '../ledger/account.ts'
import { formatHours } from '../ledger/minutes.ts'
import { type CityRules, tierFor } from '../rules/city.ts'
import type { Language } from './language.ts'

/** `name` and `station` give what this reader may see, masked where it must be. */
export interface Speaker {
  readonly language: Language
  readonly rules: CityRules
  readonly name?: ((member: string) => string | undefined) | undefined
  readonly station?: ((code: string) => string | undefined) | undefined
}

/** A member id means nothing to people: without a name it is "this volunteer". */
export function whoText(speaker: Speaker, member: string): string {
  const name = speaker.name?.(member)
  if (speaker.language === 'zh') return name ? `${name} ` : '这位志愿者 '
  return name ?? 'This volunteer'
}

/** Whose account it is, where it is a person's and the name is known. */
export function ownerText(speaker: Speaker, account: string): string {
  const member = isAccount(account) ? memberOf(account) : undefined
  const name = member === undefined ? undefined : speaker.name?.(member)
  if (name === undefined) return ''
  return speaker.language === 'zh' ? `${name}：` : `${name}: `
}

export function placeText(speaker: Speaker, code: string): string {
  return speaker.station?.(code) ?? code
}

/** "2.5 小时". */
export function hoursIn(speaker: Speaker, count: number): string {
  if (speaker.language === 'zh') return `${formatHours(count)} 小时`
  return `${formatHours(count)} ${Math.abs(count) === 60 ? 'hour' : 'hours'}`
}

/** "张、王、李", "a, b or c". */
export function listed(items: readonly string[], language: Language): string {
  if (language === 'zh') return items.join('、')
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}

/** Who may let a person's day of so many minutes stand: "镇街复核（8—12 小时）", "市级复核（12 小时以上）". */
export function reviewerText({ rules, language }: Speaker, day: number): string {
  const zh = language === 'zh'
  const tier = tierFor(rules, day)
  const at = rules.tiers.indexOf(tier)
  const from = formatHours(rules.tiers[at - 1]?.most ?? 0)
  const upTo = at === rules.tiers.length - 1 ? undefined : formatHours(tier.most)
  const by = tier.by === 'at-once' ? 'station' : tier.by
  const named = {
    station: ['本站复核', 'a reviewer of the station'],
    street: ['镇街复核', 'the street office'],
    district: ['区级复核', 'the district office'],
    city: ['市级复核', 'the city'],
  }[by]
  if (zh) {
    const range = upTo === undefined ? `${from} 小时以上` : `${from}—${upTo} 小时`
    return `${named[0]}（${range}）`
  }
  const range = upTo === undefined ? `above ${from} hours` : `${from} to ${upTo} hours`
  return `${named[1]} (${range})`
}
