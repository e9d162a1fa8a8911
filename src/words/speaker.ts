/**
 * Who is spoken to, and the small phrases sentences are made of: a person by
 * name where the caller knows it, a station, hours, a day.
 */
import { isAccount, memberOf } from '../ledger/account.ts'
import { formatHours } from '../ledger/minutes.ts'
import type { CityRules } from '../rules/city.ts'
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

/** Who may let a person's day stand: "镇街复核（8—12 小时）或市级复核（12 小时以上）". */
export function reviewersText(speaker: Speaker): string {
  const { rules, language } = speaker
  const zh = language === 'zh'
  const named = rules.tiers.flatMap((tier, at) => {
    if (tier.by === 'at-once') return []
    const from = formatHours(rules.tiers[at - 1]?.most ?? 0)
    const last = at === rules.tiers.length - 1
    const who =
      tier.by === 'street' ? (zh ? '镇街复核' : 'the street office') : zh ? '市级复核' : 'the city'
    if (zh)
      return [`${who}（${last ? `${from} 小时以上` : `${from}—${formatHours(tier.most)} 小时`}）`]
    return [
      `${who} (${last ? `above ${from} hours` : `${from} to ${formatHours(tier.most)} hours`})`,
    ]
  })
  return named.join(zh ? '或' : ' or ')
}
