/**
 * Puts what somebody has typed into the same form of a page made anew. It reads
 * the HTML of our own pages: attributes in double quotes, marks escaped.
 */

type Typed = readonly (readonly [name: string, value: string])[]

/** Inputs whose value is the page's and not the person's, and those nobody shall find filled in. */
const KEPT = new Set(['password', 'file', 'submit', 'button', 'image', 'reset'])

/** Of the hidden ones the form's number goes along: what was sent under it before is not done twice. */
const NUMBER = 'id'

/** The page, its form for `action` filled in; unchanged where it has no such form. */
export function refilled(html: string, action: string, fields: Typed): string {
  const opening = new RegExp(`<form [^>]*action="${escapedForRegExp(escaped(action))}"[^>]*>`)
  const found = opening.exec(html)
  if (!found) return html
  const from = found.index + found[0].length
  const to = html.indexOf('</form>', from)
  if (to === -1) return html
  return html.slice(0, from) + filled(html.slice(from, to), fields) + html.slice(to)
}

function filled(inside: string, fields: Typed): string {
  const valuesOf = (name: string) => fields.filter(([one]) => one === name).map(([, it]) => it)
  const queues = new Map<string, string[]>()
  const next = (name: string) => {
    const queue = queues.get(name) ?? valuesOf(name)
    queues.set(name, queue)
    return queue.shift()
  }
  return inside
    .replace(/<input ([^>]*?)\s*\/?>/g, (whole, attributes: string) =>
      input(whole, attributes, valuesOf, next),
    )
    .replace(/(<textarea ([^>]*)>)([^<]*)(<\/textarea>)/g, (whole, open, attributes, _, close) => {
      const value = next(attribute(attributes, 'name') ?? '')
      return value === undefined ? whole : `${open}${escaped(value)}${close}`
    })
    .replace(/(<select ([^>]*)>)(.*?)(<\/select>)/gs, (whole, open, attributes, options, close) => {
      const value = next(attribute(attributes, 'name') ?? '')
      return value === undefined ? whole : `${open}${chosen(options, value)}${close}`
    })
}

function input(
  whole: string,
  attributes: string,
  valuesOf: (name: string) => readonly string[],
  next: (name: string) => string | undefined,
): string {
  const name = attribute(attributes, 'name') ?? ''
  const type = attribute(attributes, 'type') ?? 'text'
  if (KEPT.has(type) || (type === 'hidden' && name !== NUMBER)) return whole
  if (type === 'checkbox' || type === 'radio') {
    const ticked = valuesOf(name).includes(attribute(attributes, 'value') ?? 'on')
    const rest = attributes.replace(/\s*\bchecked(="[^"]*")?/g, '')
    return `<input ${rest}${ticked ? ' checked=""' : ''}/>`
  }
  const value = next(name)
  if (value === undefined) return whole
  const rest = attributes.replace(/\s*\bvalue="[^"]*"/, '')
  return `<input ${rest} value="${escaped(value)}"/>`
}

function chosen(options: string, value: string): string {
  return options.replace(/<option ([^>]*)>/g, (_, attributes: string) => {
    const rest = attributes.replace(/\s*\bselected(="[^"]*")?/g, '')
    return `<option ${rest}${attribute(attributes, 'value') === value ? ' selected=""' : ''}>`
  })
}

export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]
  return found === undefined ? undefined : plain(found)
}

const MARKS: readonly (readonly [mark: string, escaped: string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]

export function escaped(text: string): string {
  return MARKS.reduce((done, [mark, spelled]) => done.replaceAll(mark, spelled), text)
}

function plain(text: string): string {
  return MARKS.toReversed().reduce((done, [mark, spelled]) => done.replaceAll(spelled, mark), text)
}

function escapedForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
