/** Templates of reports: an office uploads one and is told its names, its stations' reports are filled in by one button. */
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { namedWorkbook } from '../paper/samples.ts'
import { passed } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
let uploaded: Uint8Array
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const PATH = '/desk/templates'
const NAMES = {
  ...{ people: '签到!$B$2', hours: '签到!$B$3', 'hours.S001': '签到!$D$3' },
  ...{ period: '签到!$B$5', template: '签到!$B$6', 领导: '签到!$B$7' },
}

async function serve(minutes: number, servedOn: string) {
  const { member } = await house.person('报一')
  const said = { id: house.town.bank.ids.entry(), member, station: 'S001', service: 'activity' }
  const order = { ...said, minutes, servedOn }
  return passed(house.town.bank, await credit(house.town.bank, house.town.clerk('S001'), order))
}

async function upload(browser: Browser, bytes: Uint8Array, more = {}) {
  const fields = formIn((await browser.get(PATH)).text, PATH)
  const form = new FormData()
  for (const [name, value] of Object.entries({ kind: 'month', ...fields, ...more }))
    if (name !== 'template') form.set(name, value as string)
  form.set('template', new File([new Uint8Array(bytes)], '月报.xlsx'))
  return browser.post(PATH, form)
}

async function cells(bytes: Uint8Array) {
  const sheet = await readSheet(bytes, 'r.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  return sheet.rows.map((row) => row.map((cell) => ('value' in cell ? cell.value : '')))
}

it('gives the plain sheet where no office has uploaded a template', async () => {
  await serve(90, '2026-11-20')
  const clerk = await house.clerk()
  const page = await clerk.get('/desk/report?period=2026-11')
  expect(page.text).toContain('用的是：通用表格')
  expect((await clerk.get(PATH)).text).toContain('还没有上传过模板')
  const file = await clerk.get('/desk/report?period=2026-11&as=xlsx')
  expect((await cells(file.bytes))[0]?.slice(0, 3)).toEqual([
    '月份、季度或年份',
    '站点',
    '服务人数',
  ])
})

it('says on upload which names it fills in and which it does not know, by name', async () => {
  const office = await house.office()
  uploaded = await namedWorkbook(NAMES)
  const sent = await upload(office, uploaded)
  expect([sent.status, sent.location]).toEqual([303, `${PATH}?kept=440104003/month/1`])
  const page = (await office.get(sent.location)).text
  for (const text of [
    '已保存为第 1 版',
    'hours、hours.S001、people、period、template',
    '原样不动：领导',
  ])
    expect(page).toContain(text)
  expect(page).toContain('北京街道 月报模板第 1 版（2026年11月1日起用）')
})

it('refuses what is no workbook, what has nothing to fill in, and a day of a final month, and keeps what was typed', async () => {
  const office = await house.office()
  const none = await upload(office, await namedWorkbook({ 领导: '签到!$B$2' }))
  expect([none.status, none.text.includes('没有找到可填的名称')]).toEqual([422, true])
  const broken = await upload(office, new TextEncoder().encode('no zip'), { kind: 'year' })
  expect(broken.status).toBe(422)
  expect(broken.text).toContain('<option value="year" selected="">')
  const final = await upload(office, await namedWorkbook(NAMES), { from: '2026-10-31' })
  expect([final.status, final.text.includes('已经定稿')]).toEqual([422, true])
  expect(final.text).toContain('value="2026-10-31"')
  expect((await office.get(PATH)).text).not.toContain('第 2 版')
})

it('fills a report in by one button, names the version, and lets a station download the template but not replace it', async () => {
  const clerk = await house.clerk()
  const page = await clerk.get('/desk/report?period=2026-11')
  expect(page.text).toContain('按起用日期：北京街道 月报模板第 1 版')
  const file = await clerk.get('/desk/report?period=2026-11&as=xlsx')
  expect(file.headers.get('Content-Disposition')).toContain(
    'report-2026-11-440104003-month-v1.xlsx',
  )
  const rows = await cells(file.bytes)
  expect(rows[1]?.slice(0, 2)).toEqual(['人数', 1])
  expect(rows[2]).toEqual(['时数', 1.5, '小时', 1.5])
  expect(rows[5]?.[1]).toBe('北京街道 月报模板第 1 版（2026年11月1日起用）')
  const template = await clerk.get(`${PATH}/440104003/month/1`)
  expect(template.bytes).toEqual(new Uint8Array(uploaded))
  expect((await clerk.get(`${PATH}/440104003/month/2`)).status).toBe(404)
  expect((await clerk.get(PATH)).text).not.toContain('上传新版本')
  const other = await house.office('440104001')
  expect((await other.get(`${PATH}/440104003/month/1`)).status).toBe(404)
  // October ended before the template’s day: the plain sheet, unless it is chosen.
  expect((await clerk.get('/desk/report?period=2026-10')).text).toContain('按起用日期：通用表格')
  const chosen = '/desk/report?period=2026-10&as=xlsx&template=440104003/month/1'
  expect((await cells((await clerk.get(chosen)).bytes))[4]?.[1]).toBe('2026-10')
  const folder = unzipSync((await clerk.get('/desk/folder?month=2026-11')).bytes)
  const inFolder = folder['report-2026-11-440104003-month-v1.xlsx']
  expect(inFolder).toEqual(new Uint8Array(file.bytes))
  expect(Object.keys(folder)).toContain('report-2026-11.xlsx')
  const plain = await clerk.get('/desk/report?period=2026-11&as=xlsx&template=house')
  expect((await cells(plain.bytes))[1]?.[0]).toBe('2026-11')
  const unknown = '/desk/report?period=2026-11&as=xlsx&template=440104003/month/7'
  expect((await clerk.get(unknown)).status).toBe(404)
})

it('gives a final month the same bytes for ever, whatever is served late or uploaded after', async () => {
  const at = house.town.clock.at
  house.town.clock.at = Date.parse('2026-12-06T02:00:00Z')
  const clerk = await house.clerk()
  const month = '/desk/report?period=2026-11&as=xlsx'
  const before = await clerk.get(month)
  await serve(60, '2026-11-29')
  const office = await house.office()
  const { hours, template } = NAMES
  const sent = await upload(office, await namedWorkbook({ hours, template }))
  expect(sent.location).toContain('month/2')
  house.town.clock.at = Date.parse('2027-02-10T02:00:00Z')
  const later = await house.clerk()
  expect((await later.get(month)).bytes).toEqual(before.bytes)
  const january = await later.get('/desk/report?period=2027-01&as=xlsx')
  expect((await cells(january.bytes))[5]?.[1]).toContain('月报模板第 2 版')
  house.town.clock.at = at
})
