/**
 * The only amount in the house is whole minutes, signed. Hours and points are
 * ways of reading minutes, at the edges.
 */
export type Minutes = number & { readonly brand: 'Minutes' }

/** More minutes than a city works in a century; beyond it an amount is a mistake, and sums stay exact. */
export const MINUTES_MAX = 1_000_000_000_000

export function minutes(count: number): Minutes {
  if (!Number.isSafeInteger(count) || Math.abs(count) > MINUTES_MAX) {
    throw new Error(`${count} is not a number of whole minutes`)
  }
  return (count === 0 ? 0 : count) as Minutes
}

/**
 * Reads what a person wrote as hours: "2.5" is 150 minutes, "2:30" and
 * "2小时30分" too. Undefined when it is not a whole number of minutes, or is
 * no number at all.
 */
export function parseHours(text: string): Minutes | undefined {
  const plain = text.normalize('NFKC').trim()
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(plain)
  if (clock) return minutes(Number(clock[1]) * 60 + Number(clock[2]))

  const spoken = /^(?:(\d{1,3})\s*小时)?\s*(?:([0-5]?\d)\s*分钟?)?$/.exec(plain)
  if (spoken && (spoken[1] ?? spoken[2]) !== undefined) {
    return minutes(Number(spoken[1] ?? 0) * 60 + Number(spoken[2] ?? 0))
  }

  const decimal = /^(\d{1,3})(?:\.(\d{1,2}))?(?:\s*(?:小时|h))?$/.exec(plain)
  if (!decimal) return undefined
  const hundredths = Number(decimal[1]) * 100 + Number((decimal[2] ?? '').padEnd(2, '0'))
  return (hundredths * 60) % 100 === 0 ? minutes((hundredths * 60) / 100) : undefined
}

/** 150 → "2.5", 170 → "2:50": decimal where it is exact to a quarter, hours and minutes otherwise. */
export function formatHours(count: number): string {
  const sign = count < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(count) / 60)
  const rest = Math.abs(count) % 60
  if (rest % 15 === 0) return `${sign}${whole + rest / 60}`
  return `${sign}${whole}:${String(rest).padStart(2, '0')}`
}
