/** What is read as a sheet, and what is refused before it costs anything. */

import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'

import { readSheet } from '../../src/paper/sheet.ts'
import { sheetWithNumbers, somePeople, withSheetXml, xlsx } from './samples.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const people = somePeople(3)

async function values(bytes: Uint8Array, name = 'sheet.csv') {
  const sheet = await readSheet(bytes, name)
  return 'code' in sheet ? sheet : sheet.rows.map((row) => row.map((cell) => cell.value))
}

test('a workbook keeps its rows, its references and what kind each cell is', async () => {
  const rows = [['名册'], [], ['编号', 12, true, new Date('2026-11-21T09:02:00Z')]]
  const bytes = await xlsx(
    rows.map((row) =>
      row.map((value) => (value instanceof Date ? { value, format: 'yyyy-mm-dd hh:mm' } : value)),
    ),
  )

  const sheet = await readSheet(bytes, 'anything.txt')
  if ('code' in sheet) throw new Error(sheet.code)
  expect(sheet.sheetName).toBe('签到')
  expect(sheet.rows[1]?.map(({ kind }) => kind)).toEqual(['empty', 'empty', 'empty', 'empty'])
  expect(sheet.rows[2]).toEqual([
    { kind: 'text', value: '编号', ref: 'A3' },
    { kind: 'number', value: 12, ref: 'B3' },
    { kind: 'boolean', value: true, ref: 'C3' },
    { kind: 'date', value: new Date('2026-11-21T09:02:00Z'), ref: 'D3' },
  ])
})

test.each([
  ['commas', '姓名,时数\r\n陈伟,2\r\n'],
  ['a byte order mark', '\uFEFF姓名,时数\n陈伟,2'],
  ['tabs', '姓名\t时数\n陈伟\t2\n\n'],
  ['semicolons and old line ends', '姓名;时数\r陈伟;2'],
  ['zeros Excel protected', '姓名,时数\n陈伟,="2"'],
])('a csv with %s', async (_, text) => {
  expect(await values(utf8(text))).toEqual([
    ['姓名', '时数'],
    ['陈伟', '2'],
  ])
})

test('a quoted field keeps its lines, commas and quotes, and counts as one row', async () => {
  expect(await values(utf8('a,"b\n""c"", d",e\nf'))).toEqual([['a', 'b\n"c", d', 'e'], ['f']])
})

test('GB18030 and UTF-16 are read as what they are', async () => {
  const gb = new Uint8Array([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb3, 0xc2, 0xce, 0xb0])
  expect(await values(gb)).toEqual([['姓名', '陈伟']])
  const utf16 = new Uint8Array(Buffer.from('\uFEFF姓名\t陈伟', 'utf16le'))
  expect(await values(utf16)).toEqual([['姓名', '陈伟']])
})

test('what a spreadsheet would run was written with an apostrophe, which comes off', async () => {
  expect(await values(utf8("'=1+1,'+86 138,'tis"))).toEqual([['=1+1', '+86 138', "'tis"]])
})

test('fifty megabytes are refused at once', async () => {
  const bytes = new Uint8Array(50 * 1024 * 1024)
  const before = performance.now()
  expect(await readSheet(bytes, 'a.xlsx')).toMatchObject({
    code: 'sheet-too-large',
    unpacked: false,
  })
  expect(performance.now() - before).toBeLessThan(100)
})

test('a zip that unpacks to too much is refused unopened', async () => {
  const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(61 * 1024 * 1024) })
  expect(bomb.length).toBeLessThan(1_000_000)
  expect(await readSheet(bomb, 'a.xlsx')).toMatchObject({ code: 'sheet-too-large', unpacked: true })
})

test('a zip that lies about its size is given up when the lie shows', async () => {
  const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(30 * 1024 * 1024) })
  const view = new DataView(bomb.buffer)
  const directory = view.getUint32(bomb.length - 22 + 16, true)
  view.setUint32(directory + 24, 1_000, true)
  expect(await readSheet(bomb, 'a.xlsx')).toEqual({ code: 'sheet-unreadable' })
})

test('an archive that counts in 64 bits, as server exports do, is read', async () => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  expect(await readSheet(inLongNumbers(good), 'a.xlsx')).toEqual(await readSheet(good, 'a.xlsx'))
})

test('more rows than anyone checks are refused, wherever the last one claims to be', async () => {
  const csv = utf8('姓名\n'.repeat(5_001))
  expect(await readSheet(csv, 'a.csv')).toMatchObject({ code: 'too-many-rows', limit: 5_000 })

  const far = withSheetXml(await sheetWithNumbers(people, '2026-11-21'), (xml) =>
    xml.replace('</sheetData>', '<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData>'),
  )
  expect(await readSheet(far, 'a.xlsx')).toMatchObject({ code: 'too-many-rows', rows: 900_000 })
})

test('a hundred thousand lines of borders below the last value cost nothing', async () => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  const lines = Array.from({ length: 100_000 }, (_, at) => `<row r="${at + 50}"><c s="1"/></row>`)
  const long = withSheetXml(good, (xml) => xml.replace('</sheetData>', `${lines.join('')}$&`))
  expect(await readSheet(long, 'a.xlsx')).toEqual(await readSheet(good, 'a.xlsx'))
})

test('a tag without an end is refused before a parser tries', async () => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  const endless = withSheetXml(good, (xml) =>
    xml.replace('</sheetData>', `${'<c '.repeat(1_000_000)}$&`),
  )
  const before = performance.now()
  expect(await readSheet(endless, 'a.xlsx')).toEqual({ code: 'sheet-unreadable' })
  expect(performance.now() - before).toBeLessThan(3_000)
})

test('a value far to the right is refused with its place', async () => {
  const wide = withSheetXml(await sheetWithNumbers(people, '2026-11-21'), (xml) =>
    xml.replace('</sheetData>', '<row r="90"><c r="XFD90"><v>1</v></c></row></sheetData>'),
  )
  expect(await readSheet(wide, 'a.xlsx')).toMatchObject({
    code: 'too-many-columns',
    cell: 'XFD90',
  })
})

test('a formula is refused with its place, but a line of totals may add', async () => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  expect(await readSheet(good, 'a.xlsx')).toHaveProperty('rows')

  const computed = withSheetXml(good, (xml) =>
    xml.replace(/<c r="H5"[^>]*>.*?<\/c>/, '<c r="H5"><f>(G5-F5)*24</f><v>2</v></c>'),
  )
  expect(await readSheet(computed, 'a.xlsx')).toEqual({ code: 'formula', cell: 'H5' })
})

test.each(['C4:C5', 'A3:B3', 'C2:C3'])('merged cells %s hide whose row it is', async (range) => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  const merged = withSheetXml(good, (xml) =>
    xml.replace(/<mergeCells[^>]*>/, (open) => `${open}<mergeCell ref="${range}"/>`),
  )
  expect(await readSheet(merged, 'a.xlsx')).toEqual({ code: 'merged-cells', range })
})

test('a cell in error is refused with its place', async () => {
  const wrong = withSheetXml(await sheetWithNumbers(people, '2026-11-21'), (xml) =>
    xml.replace(/<c r="B6"[^>]*>.*?<\/c>/, '<c r="B6" t="e"><v>#N/A</v></c>'),
  )
  expect(await readSheet(wrong, 'a.xlsx')).toEqual({ code: 'cell-error', cell: 'B6' })
})

test('hidden sheets are passed over, and the others are named', async () => {
  const parts = {
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="r"><sheets><sheet name="旧" sheetId="1" state="hidden" r:id="rId1"/>
       <sheet name="十一月 &amp; 十二月" sheetId="2" r:id="rId2"/>
       <sheet name="说明" sheetId="3" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${[1, 2]
        .map(
          (id) =>
            `<Relationship Id="rId${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${id}.xml"/>`,
        )
        .join('')}</Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8('<worksheet><sheetData/></worksheet>'),
    'xl/worksheets/sheet2.xml': strToU8(
      '<worksheet><sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>好</t></is></c></row></sheetData></worksheet>',
    ),
  }
  const sheet = await readSheet(zipSync(parts), 'a.xlsx')
  if ('code' in sheet) throw new Error(sheet.code)
  expect(sheet.sheetName).toBe('十一月 & 十二月')
  expect(sheet.otherSheets).toEqual(['旧', '说明'])
  expect(sheet.rows[1]?.[1]).toEqual({ kind: 'text', value: '好', ref: 'B2' })
})

test('what is no sheet is told apart', async () => {
  const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  expect(await readSheet(old, 'a.xlsx')).toEqual({ code: 'old-excel' })
  const locked = new Uint8Array([...old, ...Buffer.from('EncryptedPackage', 'utf16le')])
  expect(await readSheet(locked, 'a.xlsx')).toEqual({ code: 'sheet-encrypted' })
  expect(await readSheet(utf8('<html><table>'), 'a.xls')).toEqual({ code: 'sheet-is-web-page' })
  expect(await readSheet(utf8('\u0001\u0000PNG'), 'a.csv')).toEqual({ code: 'sheet-unreadable' })
  expect(await readSheet(new Uint8Array(), 'a.csv')).toEqual({ code: 'sheet-empty' })
  expect(await readSheet(utf8(' \n,,\n'), 'a.csv')).toEqual({ code: 'sheet-empty' })

  const good = await sheetWithNumbers(people, '2026-11-21')
  const cut = good.slice(0, good.length - 40)
  expect(await readSheet(cut, 'a.xlsx')).toEqual({ code: 'sheet-unreadable' })
  const doctype = withSheetXml(good, (xml) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}`)
  expect(await readSheet(doctype, 'a.xlsx')).toEqual({ code: 'sheet-unreadable' })
  expect(await readSheet(zipSync({ 'word/document.xml': strToU8('<a/>') }), 'a.docx')).toEqual({
    code: 'sheet-unreadable',
  })
})

test('whatever byte is damaged, the answer is a value', async () => {
  const good = await sheetWithNumbers(people, '2026-11-21')
  for (let at = 0; at < good.length; at += 97) {
    const broken = good.slice()
    broken[at] = (broken[at] ?? 0) ^ 0x55
    await expect(readSheet(broken, 'a.xlsx')).resolves.toBeDefined()
  }
})

/** The same archive with every size and place moved to its 64-bit extra field. */
function inLongNumbers(bytes: Uint8Array): Uint8Array {
  const old = Buffer.from(bytes)
  const end = old.length - 22
  const start = old.readUInt32LE(end + 16)
  const entries: Buffer[] = []
  for (let at = start; at < end; ) {
    const named = at + 46 + old.readUInt16LE(at + 28)
    const head = Buffer.from(old.subarray(at, named))
    const extra = Buffer.alloc(28)
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(24, 2)
    for (const [place, offset] of [24, 20, 42].entries()) {
      extra.writeBigUInt64LE(BigInt(head.readUInt32LE(offset)), 4 + 8 * place)
      head.writeUInt32LE(0xffff_ffff, offset)
    }
    const next = named + old.readUInt16LE(at + 30) + old.readUInt16LE(at + 32)
    head.writeUInt16LE(28, 30)
    head.writeUInt16LE(0, 32)
    entries.push(head, extra)
    at = next
  }
  const directory = Buffer.concat(entries)
  const long = Buffer.alloc(56)
  long.writeUInt32LE(0x06064b50, 0)
  long.writeBigUInt64LE(BigInt(old.readUInt16LE(end + 10)), 32)
  long.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(start + directory.length), 8)
  const last = Buffer.from(old.subarray(end))
  last.writeUInt32LE(0xffff_ffff, 16)
  return Buffer.concat([old.subarray(0, start), directory, long, locator, last])
}
