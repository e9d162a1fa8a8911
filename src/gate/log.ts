/**
 * What goes into the service's own log. A fault may carry anything in its
 * message, a name, a phone, a token: of it only its kind, its code, the places
 * in the program and a message without whatever could be somebody's.
 */

/** Longer messages carry data, not more of the reason. */
const MESSAGE_MAX = 300

const STACK_LINES = 12

const PERSONAL: readonly (readonly [RegExp, string])[] = [
  // Secrets first, for they may hold anything of the others.
  [/kpk_[0-9a-z]+_[\w-]+/gi, '[token]'],
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, '[token]'],
  [/\b(?:Bearer|Basic)\s+\S+/gi, '[token]'],
  [/\b[A-Za-z0-9_-]{40,}\b/g, '[secret]'],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]'],
  [/[\w.+-]+@[\w.-]+\.\w+/g, '[mail]'],
  // What was given, as messages quote it; and whatever is written in Chinese or in another script.
  [/'[^']*'|"[^"]*"|“[^”]*”|`[^`]*`/g, '[text]'],
  [/[^\x20-\x7e\n]+/g, '[text]'],
  // Phones, identity numbers and cards; a seq or a count is shorter.
  [/\d[\d -]{5,}[\dXx]/g, '[number]'],
]

export function redacted(text: string): string {
  const short = text.slice(0, MESSAGE_MAX)
  return PERSONAL.reduce((said, [found, instead]) => said.replace(found, instead), short)
}

/** Kind, code, message and places of a fault and of what caused it, with nothing personal. */
export function faultText(fault: unknown, depth = 0): string {
  if (!(fault instanceof Error)) return `a ${typeof fault} was thrown`
  const { name, message, stack = '', cause } = fault
  const code = (fault as { readonly code?: unknown }).code
  const said = typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? ` (${code})` : ''
  const places = stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, STACK_LINES)
    .map((line) => `\n  ${placeOf(line)}`)
  const because =
    cause === undefined || depth > 3 ? '' : `\ncaused by ${faultText(cause, depth + 1)}`
  return `${redacted(name)}${said}: ${redacted(message)}${places.join('')}${because}`
}

/** Of a path the last two parts: whose home folder the program lies in is nobody's business. */
function placeOf(line: string): string {
  return line.replace(/(?:file:\/\/)?(?:[^\s(]*\/)?([^/\s(]+\/[^/\s(]+:\d+:\d+)/, '$1')
}

/** Whoever was sending went away, or was let go of for being slow: nobody's fault, and nobody hears the answer. */
export function isGone(fault: unknown): boolean {
  return (
    fault instanceof Error &&
    fault.message === 'aborted' &&
    (fault as NodeJS.ErrnoException).code === 'ECONNRESET'
  )
}

/** `number` is what the person was told, where they were told one. */
export function logFault(fault: unknown, number?: string): void {
  console.error(number === undefined ? faultText(fault) : `${number} ${faultText(fault)}`)
}
