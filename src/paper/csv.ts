/**
 * Reads a csv as it leaves a Chinese Windows: GB18030 as often as UTF-8, with
 * or without BOM, and commas, tabs or semicolons between the fields.
 */

/** The text of the bytes in the first encoding that fits all of them. */
export function decoded(bytes: Uint8Array): string | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe
  for (const encoding of marked ? ['utf-16le'] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      // A picture or a PDF may decode by accident, but never without control characters.
      return hasControls(text) ? undefined : text
    } catch {
      continue
    }
  }
  return undefined
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true
  }
  return false
}

/** Rows of fields. Stops one row after `most`, so that too many is seen without reading them all. */
export function splitCsv(text: string, most: number): readonly (readonly string[])[] {
  const comma = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false

  const endField = () => {
    row.push(bare(field))
    field = ''
  }
  const endRow = () => {
    endField()
    rows.push(row)
    row = []
  }

  for (let at = 0; at < text.length && rows.length <= most; at++) {
    const sign = text.charAt(at)
    if (quoted) {
      if (sign !== '"') field += sign
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at)
      else quoted = false
    } else if (sign === '"' && (field === '' || field === '=')) quoted = true
    else if (sign === comma) endField()
    else if (sign === '\n') endRow()
    else if (sign === '\r') {
      if (text.charAt(at + 1) !== '\n') endRow()
    } else field += sign
  }
  if (field !== '' || row.length > 0) endRow()
  return rows
}

/** Excel keeps leading zeros in a csv by writing ="00123". */
function bare(field: string): string {
  return /^=\d+$/.test(field) ? field.slice(1) : field
}

/** The sign that stands most often outside quotes in the first lines. */
function separatorOf(text: string): string {
  const head = text.slice(0, 4_000).replace(/"[^"]*"/g, '')
  const counts = [',', '\t', ';'].map((sign) => ({ sign, count: head.split(sign).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).sign
}
