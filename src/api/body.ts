/** The body of a request: only JSON, in UTF-8, plain, and neither deeper nor larger than anything we ask for. */
import type { Context } from 'hono'
import type { PlainCode } from './problems.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Ours go three deep. Looked at before parsing, which goes down as deep as it is led. */
export const DEPTH_MAX = 32

/** Two thousand rows of a batch have some thirty thousand names. */
export const NAMES_MAX = 50_000

export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: PlainCode }

const no = (code: PlainCode): Body => ({ ok: false, code })

export async function bodyOf(c: Context): Promise<Body> {
  // A page of another site can send a form, not JSON, so the type is insisted on.
  const [type = '', ...parameters] = (c.req.header('Content-Type') ?? '').toLowerCase().split(';')
  if (type.trim() !== 'application/json') return no('not-json')
  if (parameters.some((one) => /^\s*charset\s*=/.test(one) && !/=\s*"?utf-8"?\s*$/.test(one)))
    return no('not-json')
  if (!/^(identity)?$/i.test(c.req.header('Content-Encoding')?.trim() ?? '')) return no('encoded')
  let text: string
  try {
    text = UTF8.decode(await c.req.arrayBuffer())
  } catch {
    // Not UTF-8, or whoever sent it went away before it was whole.
    return no('malformed-json')
  }
  if (isTooMuch(text)) return no('too-deep')
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return no('malformed-json')
  }
}

const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c]
const OPENS = new Set([0x5b, 0x7b])
const CLOSES = new Set([0x5d, 0x7d])

/** Whether a text that may be JSON is nested deeper, or has more names, than is read. One pass, nothing kept. */
export function isTooMuch(text: string): boolean {
  let depth = 0
  let names = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (quoted) {
      if (letter === BACKSLASH) at++
      else if (letter === QUOTE) quoted = false
    } else if (letter === QUOTE) quoted = true
    else if (letter === COLON) names++
    else if (OPENS.has(letter)) depth++
    else if (CLOSES.has(letter)) depth--
    if (depth > DEPTH_MAX || names > NAMES_MAX) return true
  }
  return false
}
