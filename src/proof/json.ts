/**
 * JSON that says one thing only. `JSON.parse` takes the last of two equal
 * names, so a header may say "none" to one reader and "Ed25519" to another;
 * here a repeated name is refused, and so are fractions, exponents, −0 and
 * integers beyond 2^53. Runs in browsers too.
 */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

export type JsonFault = 'not-json' | 'duplicate-name'

export type JsonOutcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly why: JsonFault }

/** Deeper than anything we write; nesting is an attack, not a document. */
const DEPTH_MAX = 6

const TOKEN =
  /[ \t\n\r]*([{}[\],:]|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]*)|true|false|null)/y

interface Reading {
  readonly tokens: readonly string[]
  at: number
  fault: JsonFault | undefined
}

/** Reads a whole JSON text of strings, integers, booleans, nulls, lists and objects. */
export function readJson(text: string): JsonOutcome {
  const tokens = tokensOf(text)
  if (tokens === undefined) return { ok: false, why: 'not-json' }
  const reading: Reading = { tokens, at: 0, fault: undefined }
  const value = readValue(reading, 0)
  if (value === undefined || reading.fault !== undefined || reading.at !== tokens.length) {
    return { ok: false, why: reading.fault ?? 'not-json' }
  }
  return { ok: true, value }
}

/** Reads a JSON object from UTF-8 bytes; anything else is 'not-json'. */
export function readJsonObject(
  bytes: Uint8Array,
):
  | { readonly ok: true; readonly value: JsonObject; readonly text: string }
  | { readonly ok: false; readonly why: JsonFault } {
  const text = fromUtf8(bytes)
  if (text === undefined) return { ok: false, why: 'not-json' }
  const read = readJson(text)
  if (!read.ok) return read
  return isObject(read.value)
    ? { ok: true, value: read.value, text }
    : { ok: false, why: 'not-json' }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of UTF-8 bytes, a byte order mark kept; undefined when they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  const end = text.replace(/[ \t\n\r]+$/, '').length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text)
    if (found === null) return undefined
    tokens.push(found[1] ?? '')
  }
  return tokens
}

function readValue(reading: Reading, depth: number): Json | undefined {
  const token = reading.tokens[reading.at++]
  if (token === undefined || depth > DEPTH_MAX) return undefined
  if (token === '{') return readObject(reading, depth + 1)
  if (token === '[') return readList(reading, depth + 1)
  if (token.startsWith('"')) return JSON.parse(token) as string
  if (token === 'true') return true
  if (token === 'false') return false
  if (token === 'null') return null
  const number = Number(token)
  return /^-?[0-9]/.test(token) && Number.isSafeInteger(number) && token === String(number)
    ? number
    : undefined
}

function readList(reading: Reading, depth: number): Json | undefined {
  const list: Json[] = []
  if (reading.tokens[reading.at] === ']') {
    reading.at++
    return list
  }
  for (;;) {
    const value = readValue(reading, depth)
    if (value === undefined) return undefined
    list.push(value)
    const next = reading.tokens[reading.at++]
    if (next === ']') return list
    if (next !== ',') return undefined
  }
}

function readObject(reading: Reading, depth: number): Json | undefined {
  // No prototype, so that "__proto__" is a name like any other.
  const object = Object.create(null) as Record<string, Json>
  if (reading.tokens[reading.at] === '}') {
    reading.at++
    return object
  }
  for (;;) {
    const quoted = reading.tokens[reading.at++]
    if (quoted === undefined || !quoted.startsWith('"')) return undefined
    const name = JSON.parse(quoted) as string
    if (reading.tokens[reading.at++] !== ':') return undefined
    const value = readValue(reading, depth)
    if (value === undefined) return undefined
    if (name in object) {
      reading.fault = 'duplicate-name'
      return undefined
    }
    object[name] = value
    const next = reading.tokens[reading.at++]
    if (next === '}') return object
    if (next !== ',') return undefined
  }
}
