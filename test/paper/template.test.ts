/** A street's own workbook: named cells are filled in, and nothing else is touched. */
import { strToU8, unzipSync, zipSync } from 'fflate'
import { expect, test, vi } from 'vitest'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { type Filled, fillTemplate, namesIn } from '../../src/paper/template.ts'
import { namedWorkbook, withSheetXml } from './samples.ts'

const VALUES = new Map<string, string | number>([
  ['hours', 12.5],
  ['people', 7],
  ['period', '2026-10 & <三季度>'],
  ['hours.S001', 3],
])

const filledIn = (bytes: Uint8Array): Filled => {
  const filled = fillTemplate(bytes, VALUES)
  if (isSheetFault(filled)) throw new Error(filled.code)
  return filled
}

async function cells(bytes: Uint8Array) {
  const sheet = await readSheet(bytes, 'x.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  return sheet.rows.map((row) => row.map((cell) => ('value' in cell ? cell.value : '')))
}

test('named cells get their values, wherever they are, and the rest stays', async () => {
  const names = {
    people: '签到!$B$2',
    hours: "'签到'!$B$3",
    period: '签到!$B$6',
    other: '签到!$C$2',
  }
  const { bytes, names: done } = filledIn(
    await namedWorkbook({ ...names, 'hours.S001': '签到!$D$3' }),
  )
  expect(done.toSorted()).toEqual(['hours', 'hours.S001', 'people', 'period'])
  const rows = await cells(bytes)
  expect(rows[0]?.[0]).toBe('镇街月报')
  expect(rows[1]?.slice(0, 3)).toEqual(['人数', 7, '人'])
  expect(rows[2]).toEqual(['时数', 12.5, '小时', 3])
  expect(rows[5]?.[1]).toBe('2026-10 & <三季度>')
  const parts = unzipSync(bytes)
  expect(parts['xl/media/seal.bin']).toEqual(new Uint8Array([1, 2, 3]))
  expect(new TextDecoder().decode(parts['xl/workbook.xml'])).toContain('fullCalcOnLoad="1"')
})

test('a cell keeps how it looks, and a formula in it goes', async () => {
  const made = await namedWorkbook({ people: '签到!$B$2' })
  const styled = withSheetXml(made, (xml) =>
    xml.replace(/<c r="B2"([^>]*)>.*?<\/c>/, '<c r="B2"$1><f>1+1</f><v>2</v></c>'),
  )
  const xml = new TextDecoder().decode(
    unzipSync(filledIn(styled).bytes)['xl/worksheets/sheet1.xml'],
  )
  expect(xml).toMatch(/<c r="B2" s="\d+"><v>7<\/v><\/c>/)
})

test('a name of no single cell is left alone, and what is no workbook is refused', async () => {
  const made = await namedWorkbook({ people: '签到!$A$1:$B$2', hours: 'Nowhere!$A$1' })
  expect(filledIn(made).names).toEqual([])
  expect(fillTemplate(strToU8('no zip'), VALUES)).toEqual({ code: 'sheet-unreadable' })
  expect(fillTemplate(zipSync({ 'a.xml': strToU8('<a/>') }), VALUES)).toEqual({
    code: 'sheet-unreadable',
  })
})

test('every name of one cell is found, and those of ranges, of print areas and of sheets that are not there are none', async () => {
  const made = await namedWorkbook({
    ...{ people: '签到!$B$2', 合计: '签到!$B$3', hours: 'Nowhere!$A$1' },
    ...{ _all: '签到!$A$1:$B$2', '_xlnm.Print_Area': '签到!$A$1' },
  })
  expect(namesIn(made)).toEqual(['people', '合计'])
  expect(namesIn(strToU8('no zip'))).toEqual({ code: 'sheet-unreadable' })
})

test('a part of the zip called as faults are is no fault', async () => {
  const parts = unzipSync(await namedWorkbook({ people: '签到!$B$2' }))
  expect(namesIn(zipSync({ ...parts, code: strToU8('x') }))).toEqual(['people'])
})

test('the same values in the same workbook are the same bytes whenever they are filled in', async () => {
  const made = await namedWorkbook({ people: '签到!$B$2' })
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24) })
  const once = filledIn(made).bytes
  vi.setSystemTime(Date.UTC(2031, 4, 2))
  const again = filledIn(made).bytes
  vi.useRealTimers()
  expect(again).toEqual(once)
})
