/** Papers at the desk: made by a form, printed as a page and as a PDF, and checked by anyone. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appOf } from '../../src/app.ts'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import { issueCertificate, merits } from '../../src/bank/papers/certificate.ts'
import { folderOf } from '../../src/bank/papers/folder.ts'
import { endPublicity, photographed, postPublicity } from '../../src/bank/papers/publicity.ts'
import type { Person } from '../../src/bank/ports-people.ts'
import { type Entry, refOf } from '../../src/ledger/entry.ts'
import { sha256, toHex } from '../../src/ledger/sha256.ts'
import { printerHere } from '../../src/printer.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { openPdf } from '../paper/pdf.ts'
import { xlsx } from '../paper/samples.ts'
import { must, passed } from '../town.ts'
import { formIn, type House, openHouse } from './house.ts'

const DAY_MS = 86_400_000

let house: House
beforeAll(async () => {
  house = await openHouse(undefined, { printer: printerHere() })
})
afterAll(() => house.town.close())

const dayIn = (days: number) =>
  new Date(house.town.clock.at + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)

/** Somebody with a service that has hung out. */
async function publicised(name: string): Promise<[Person, Entry]> {
  const { bank, clock } = house.town
  const clerk = house.town.clerk('S001')
  const id = () => bank.ids.entry()
  const person = await house.person(name)
  const { member } = person
  const said = { member, station: 'S001', minutes: 150, servedOn: dayIn(-1), service: 'activity' }
  const entry = must(await credit(bank, clerk, { id: id(), ...said }))
  const order = { id: id(), station: 'S001', from: dayIn(-2), to: dayIn(0), member }
  const hung = { posted: dayIn(0), until: dayIn(6), place: 'window' as const }
  const of = {
    station: 'S001',
    list: must(await postPublicity(bank, clerk, { ...order, ...hung })).id,
  }
  const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
  must(await photographed(bank, clerk, { id: id(), ...of, photo }))
  clock.at += 7 * DAY_MS
  must(await endPublicity(bank, clerk, { id: id(), ...of }))
  return [person, entry]
}

it('issues a certificate at the desk, with all five groups, as a page and as a PDF', async () => {
  const [person] = await publicised('林小梅')
  const clerk = await house.clerk()
  const at = `/desk/members/${person.member}`
  expect((await clerk.get(at)).text).toContain(`${at}/papers`)
  const page = await clerk.get(`${at}/papers`)
  expect(page.text).not.toContain('林小梅')
  const training = {
    ...formIn(page.text, `${at}/papers/training`),
    hours: '1.5',
    course: 'first-aid',
  }
  expect((await clerk.post(`${at}/papers/training`, training)).location).toBe(`${at}/papers?done=1`)
  const award = {
    ...formIn(page.text, `${at}/papers/award`),
    award: 'outstanding',
    giver: 'street',
  }
  expect((await clerk.post(`${at}/papers/award`, award)).status).toBe(303)
  const wrong = { ...training, id: house.town.bank.ids.entry(), hours: 'many' }
  const refused = await clerk.post(`${at}/papers/training`, wrong)
  expect([refused.status, refused.text.includes('学时不对')]).toEqual([422, true])

  const issue = {
    ...formIn(page.text, `${at}/papers/certificate`),
    from: '2026-11-01',
    to: dayIn(0),
  }
  const sent = await clerk.post(`${at}/papers/certificate`, issue)
  expect(sent.location).toMatch(/^\/desk\/certificates\/[0-9a-z]{16}$/)
  const shown = await clerk.get(sent.location)
  const groups = ['基本信息', '志愿服务情况', '培训情况', '表彰奖励情况', '评价情况']
  const facts = ['林小梅', person.number, '2 小时 30 分钟', '急救', '优秀志愿者', '单位公章']
  const words = [
    '依据本单位记录出具',
    '示例社工服务中心',
    '经办人签名',
    'S001-2026-0001',
    'S001 站',
    ...['记录单位', '谁记录谁证明', '1 次服务中，0 次由服务对象确认'],
    ...['满意 0 次，一般 0 次，不满意 0 次', '确认 0 次，否认 0 次', '属实的投诉和异议'],
  ]
  for (const text of [...groups, ...facts, ...words]) expect(shown.text).toContain(text)

  const file = await clerk.get(`${sent.location}?as=pdf`)
  expect(file.headers.get('Content-Type')).toBe('application/pdf')
  expect(file.headers.get('Content-Disposition')).toContain('certificate-S001-2026-0001.pdf')
  const pdf = await openPdf(file.bytes)
  expect(pdf.size).toEqual([210, 297])
  expect(pdf.loose).toEqual([])
  for (const text of [...groups, ...facts, ...words]) expect(pdf.text).toContain(text)
  const code = sent.location.split('/').at(-1) ?? ''
  expect(pdf.codes).toEqual([`http://localhost/c/${code}`])
  expect((await (await house.clerk('S002')).get(sent.location)).status).toBe(404)

  // The person has it too, with all that is kept beside it.
  const self = await house.member(person)
  const own = await self.get('/passbook/record')
  const said = ['服务评价', '示例社工服务中心', '2 小时 30 分钟 · 1 次', '满意 0 次']
  for (const text of [`/c/${code}`, 'S001-2026-0001', '急救', '优秀志愿者', ...said])
    expect(own.text).toContain(text)
  const record = JSON.parse((await self.get('/passbook/record.json')).text) as {
    certificates: { code: string }[]
  }
  expect(record.certificates.map((one) => one.code)).toEqual([code])
})

it('refuses hours that have not hung out, and says which', async () => {
  const { bank } = house.town
  const person = await house.person('何二')
  const said = { member: person.member, station: 'S001', minutes: 60, servedOn: dayIn(-1) }
  const order = { id: bank.ids.entry(), ...said, service: 'activity' }
  must(await credit(bank, house.town.clerk('S001'), order))
  const clerk = await house.clerk()
  const path = `/desk/members/${person.member}/papers`
  const form = formIn((await clerk.get(path)).text, `${path}/certificate`)
  const answer = await clerk.post(`${path}/certificate`, { ...form, from: dayIn(-5) })
  expect([answer.status, answer.text.includes('有 1 次服务还没有公示期满')]).toEqual([422, true])
  expect(answer.text).toContain(`value="${dayIn(-5)}"`)
})

it('tells anyone with the code whether it is genuine, corrected or withdrawn, and no name', async () => {
  const [person, entry] = await publicised('欧阳小明')
  const clerk = await house.clerk()
  const path = `/desk/members/${person.member}/papers`
  const issue = async (query = '') => {
    const page = await clerk.get(`${path}${query}`)
    const form = { ...formIn(page.text, `${path}/certificate`), from: '2026-11-01', to: dayIn(0) }
    return (await clerk.post(`${path}/certificate`, form)).location.split('/').at(-1) ?? ''
  }
  const code = await issue()
  const check = async (of: string) => house.browser().get(`/c/${of}`)
  const genuine = await check(code)
  expect([genuine.status, genuine.text.includes('真实有效')]).toEqual([200, true])
  for (const text of ['欧阳*明', 'S001-2026-', '2 小时 30 分钟', '示例社工服务中心'])
    expect(genuine.text).toContain(text)
  for (const text of ['欧阳小明', person.phone, person.number, person.member])
    expect(genuine.text).not.toContain(text)
  expect((await check(code.toUpperCase())).status).toBe(200)
  const none = await check('0000000000000000')
  expect([none.status, none.text.includes('查不到这份证明')]).toEqual([404, true])

  const second = await issue(`?replaces=${code}`)
  expect((await check(code)).text).toContain('已另行开具新的证明')
  const { bank } = house.town
  const undo = { id: bank.ids.entry(), entry: entry.id, reason: 'wrong-minutes' }
  await passed(bank, await reverse(bank, house.town.head('S001'), undo))
  const corrected = await check(second)
  expect(corrected.text).toContain('已更正')
  expect(corrected.text).toContain('按现在的记录：0 小时')

  const shown = await clerk.get(`/desk/certificates/${second}`)
  const action = `/desk/certificates/${second}/withdraw`
  await clerk.post(action, { ...formIn(shown.text, action), reason: 'hours-reversed' })
  expect((await check(second)).text).toContain('已收回')
})

it('prints the page where a door makes no PDF', async () => {
  const { bank } = house.town
  const app = appOf(bank, { secure: false })
  expect((await app.request('http://localhost/c/0123456789abcdef')).status).toBe(404)
  const source = await app.request('http://localhost/style.css')
  expect(await source.text()).toContain('@page r58{size:58mm')
})

it('hangs a list out at the desk: masked, with its photo, an objection and its answer', async () => {
  const { bank, clock } = house.town
  const person = await house.person('诸葛大明')
  const said = { member: person.member, station: 'S001', minutes: 90, servedOn: dayIn(-1) }
  const order = { id: bank.ids.entry(), ...said, service: 'activity' }
  must(await credit(bank, house.town.clerk('S001'), order))
  let clerk = await house.clerk()
  const page = await clerk.get('/desk/lists')
  const form = { ...formIn(page.text, '/desk/lists'), from: dayIn(-1), to: dayIn(0) }
  const days = { posted: dayIn(0), until: dayIn(6), place: 'village-board' }
  expect(formIn(page.text, '/desk/lists')['until']).toBe(dayIn(6))
  const short = await clerk.post('/desk/lists', { ...form, ...days, until: dayIn(2) })
  expect([short.status, short.text.includes('公示时间太短')]).toEqual([422, true])
  const strange = await clerk.post('/desk/lists', { ...form, ...days, number: 'nobody' })
  expect(strange.status).toBe(422)
  const at = (await clerk.post('/desk/lists', { ...form, ...days })).location
  const path = at.replace(/\?.*/, '')

  const shown = await clerk.get(at)
  const facts = [
    '诸葛*明',
    person.number,
    '1 小时 30 分钟',
    '村（居）公示栏',
    '020-00000001',
    'S001 站',
  ]
  for (const text of facts) expect(shown.text).toContain(text)
  for (const text of ['诸葛大明', person.phone]) expect(shown.text).not.toContain(text)
  const pdf = await openPdf((await clerk.get(`${at}&as=pdf`)).bytes)
  expect([pdf.size, pdf.loose]).toEqual([[210, 297], []])
  for (const text of [...facts, '志愿服务时数公示', '异议电话']) expect(pdf.text).toContain(text)
  expect(pdf.text).not.toContain('诸葛大明')

  const act = async (name: string, more: Record<string, string> = {}) =>
    clerk.post(`${path}/${name}`, { id: bank.ids.entry(), station: 'S001', ...more })
  const photo = new FormData()
  photo.set('id', bank.ids.entry())
  photo.set('station', 'S001')
  photo.set('photo', new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], '公示.png'))
  expect((await clerk.post(`${path}/photo`, photo)).status).toBe(303)
  expect(
    (await act('objection', { about: person.number, words: '错了', number: bank.ids.opaque() }))
      .status,
  ).toBe(303)
  clock.at += 7 * DAY_MS
  clerk = await house.clerk()
  expect((await act('end')).text).toContain('还有异议没有答复')
  expect((await act('answer', { n: '1', outcome: 'not-upheld', words: '查过了' })).status).toBe(303)
  expect((await act('end')).status).toBe(303)
  const ended = await clerk.get(at)
  for (const text of ['核实无误', '照片已存证', `结束`]) expect(ended.text).toContain(text)
  expect((await clerk.get('/desk/lists')).text).toContain(path)
  expect((await act('nothing')).status).toBe(404)
  expect((await (await house.clerk('S002')).get(path)).status).toBe(404)
})

it('gives a report as a page, a PDF and a sheet, and fills in a template', async () => {
  const { bank } = house.town
  const clerk = await house.clerk('S003')
  const person = await house.person('报一', 'S003')
  const servedOn = dayIn(0)
  const order = {
    member: person.member,
    station: 'S003',
    minutes: 90,
    servedOn,
    service: 'activity',
  }
  must(await credit(bank, house.town.clerk('S003'), { id: bank.ids.entry(), ...order }))
  const at = `/desk/report?period=${servedOn.slice(0, 7)}`
  const page = await clerk.get(at)
  const facts = [
    'S003 站',
    '1 小时 30 分钟',
    '服务人次',
    '尚未定稿',
    '指标说明',
    '不同的人',
    '第 5 天',
  ]
  for (const text of facts) expect(page.text).toContain(text)
  const pdf = await openPdf((await clerk.get(`${at}&as=pdf`)).bytes)
  expect([pdf.size, pdf.loose]).toEqual([[210, 297], []])
  for (const text of facts) expect(pdf.text).toContain(text)
  const sheet = await readSheet((await clerk.get(`${at}&as=xlsx`)).bytes, 'r.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  expect(sheet.rows[1]?.map((cell) => ('value' in cell ? cell.value : ''))).toEqual([
    ...[servedOn.slice(0, 7), 'S003 站', 1, 1, 1.5, 0, 0],
  ])
  expect((await clerk.get('/desk/report?period=soon')).status).toBe(422)
  expect((await clerk.get('/desk/report')).status).toBe(200)

  const form = new FormData()
  form.set('period', servedOn.slice(0, 7))
  form.set('station', 'S003')
  form.set('template', new File([new Uint8Array(await xlsx([['没有名称']]))], 't.xlsx'))
  const nameless = await clerk.post('/desk/report', form)
  expect([nameless.status, nameless.text.includes('没有找到可填的名称')]).toEqual([422, true])
  const made = unzipSync(await xlsx([['时数', 0]]))
  const path = 'xl/workbook.xml'
  const name =
    '</sheets><definedNames><definedName name="hours">签到!$B$1</definedName></definedNames>'
  made[path] = strToU8(strFromU8(made[path] ?? new Uint8Array()).replace('</sheets>', name))
  form.set('template', new File([new Uint8Array(zipSync(made))], 't.xlsx'))
  const filled = await readSheet((await clerk.post('/desk/report', form)).bytes, 'f.xlsx')
  if (isSheetFault(filled)) throw new Error(filled.code)
  expect(filled.rows[0]?.[1]).toMatchObject({ value: 1.5 })
})

it('packs a station’s month for an inspection: sheets, report, lists, receipts, evidence, and an index', async () => {
  const { bank } = house.town
  const [person, entry] = await publicised('何检')
  const month = dayIn(-7).slice(0, 7)
  const clerk = await house.clerk()
  expect((await clerk.get('/desk/folder')).text).toContain('检查资料包')
  const file = await clerk.get(`/desk/folder?month=${month}`)
  expect(file.headers.get('Content-Disposition')).toContain(`folder-S001-${month}.zip`)
  const parts = unzipSync(file.bytes)
  const text = (path: string) => strFromU8(parts[path] ?? new Uint8Array())
  const [first, ...names] = Object.keys(parts)
  expect(first).toBe('index.csv')
  expect(names).toEqual(
    expect.arrayContaining([
      ...[`report-${month}.pdf`, `report-${month}.xlsx`, 'receipts.csv', 'evidence.csv'],
      `day-sheets/${dayIn(-7)}.pdf`,
    ]),
  )
  expect(names.some((name) => name.startsWith('lists/'))).toBe(true)
  for (const name of names) {
    expect(text('index.csv')).toContain(`${name},`)
    expect(text('index.csv')).toContain(toHex(sha256(parts[name] ?? new Uint8Array())))
  }
  expect(text('receipts.csv')).toContain(entry.id)
  expect(text('receipts.csv')).toContain(person.number)
  expect(text('receipts.csv')).not.toContain('何检')
  expect(text('evidence.csv')).toContain('在，且未改动')
  const sheet = await openPdf(parts[`day-sheets/${dayIn(-7)}.pdf`] ?? new Uint8Array())
  for (const said of ['日结单', 'S001 站', '何*', '账是平的', '2 小时 30 分钟'])
    expect(sheet.text).toContain(said)
  expect((await clerk.get('/desk/folder?month=2026')).status).toBe(422)
  expect((await clerk.get('/desk/folder?month=2099-01')).status).toBe(422)
  const away = await folderOf(bank, house.town.clerk('S002'), { station: 'S001', month })
  expect(away).toMatchObject({ ok: false, refusal: { code: 'unknown-station' } })
})

it('prints a receipt on what the station has chosen, as a page and as a PDF of that width', async () => {
  const { bank } = house.town
  const person = await house.person('单小据')
  const said = { member: person.member, station: 'S001', minutes: 90, servedOn: dayIn(-1) }
  const order = { id: bank.ids.entry(), ...said, service: 'activity' }
  const entry = must(await credit(bank, house.town.clerk('S001'), order))
  const clerk = await house.clerk()
  const path = `/receipts/${entry.id}?account=${encodeURIComponent(`earned:${person.member}`)}`
  expect((await clerk.get(path)).text).toContain('class="desk a5"')
  const form = formIn((await clerk.get('/desk/slip')).text, '/desk/slip')
  expect((await clerk.post('/desk/slip', { ...form, size: 'a0' })).status).toBe(422)
  for (const [size, look, width] of [
    ['roll-58', 'desk roll', 58],
    ['roll-80', 'desk roll roll-80', 80],
    ['a4', 'desk', 210],
  ] as const) {
    const id = bank.ids.entry()
    expect((await clerk.post('/desk/slip', { ...form, id, size })).status).toBe(303)
    expect((await clerk.get(path)).text).toContain(`<body class="${look}">`)
    const pdf = await openPdf((await clerk.get(`${path}&as=pdf`)).bytes)
    expect([pdf.size[0], pdf.pages, pdf.loose]).toEqual([width, 1, []])
    for (const text of ['单*据', '1 小时 30 分钟', entry.id.slice(0, 8)])
      expect(pdf.text).toContain(text)
    expect(pdf.codes).toHaveLength(1)
    expect(pdf.codes[0]).toMatch(/^http:\/\/localhost\/r#ey/)
  }
  const once = await clerk.get(`${path}&paper=roll-80`)
  expect(once.text).toContain('class="desk roll roll-80"')
  expect((await (await house.clerk('S002')).get('/desk/slip')).text).toContain(
    'value="a5" selected',
  )
})

it('goes on in a passbook where the page before ended, by its code', async () => {
  const { bank } = house.town
  const person = await house.person('簿小记')
  const serve = async (minutes: number) => {
    const said = { member: person.member, station: 'S001', minutes, servedOn: dayIn(-1) }
    const order = { id: bank.ids.entry(), ...said, service: 'activity' }
    return must(await credit(bank, house.town.clerk('S001'), order))
  }
  await serve(30)
  const last = await serve(45)
  const clerk = await house.clerk()
  const path = `/desk/members/${person.member}/passbook`
  expect((await clerk.get(`/desk/members/${person.member}`)).text).toContain(path)
  const page = await clerk.get(path)
  for (const text of ['簿*记', person.number, '30 分钟', '45 分钟', '1 小时 15 分钟'])
    expect(page.text).toContain(text)
  const pdf = await openPdf((await clerk.get(`${path}?as=pdf`)).bytes)
  expect(pdf.codes).toEqual([`http://localhost${path}?after=${last.seq}`])
  const scanned = new URL(pdf.codes[0] ?? '')
  const next = `${scanned.pathname}${scanned.search}`
  expect((await clerk.get(next)).text).toContain('没有新的记录')
  await serve(50)
  const more = (await clerk.get(next)).text
  expect([more.includes('50 分钟'), more.includes('>45 分钟<')]).toEqual([true, false])
  expect((await (await house.clerk('S002')).get(path)).status).toBe(404)
})

it('leads from a sign-in sheet back to its roster', async () => {
  const clerk = await house.clerk()
  const sheet = await clerk.get('/desk/roster/sheet?service=activity&servedOn=2026-11-20')
  expect(sheet.text).toContain('录入时扫这里')
  expect(sheet.text).toMatch(/<svg [^>]*width="17mm"/)
})

it('records training and awards from a sheet: every row, or none and which', async () => {
  const { bank } = house.town
  const [one, two] = [await house.person('训一'), await house.person('训二')]
  const clerk = await house.clerk()
  const send = async (rows: (string | number | null)[][], name = '培训.xlsx') => {
    const form = new FormData()
    form.set('id', bank.ids.entry())
    form.set('station', 'S001')
    form.set('sheet', new File([new Uint8Array(await xlsx(rows))], name))
    return clerk.post('/desk/merits', form)
  }
  const titles = ['志愿者编号', '日期', '培训内容', '学时']
  const good = [one.number, '2026-11-20', '急救', 1.5]
  const wrong = await send([titles, good, ['GZ99999999', '2026-11-20', '急救', 2]])
  expect([wrong.status, wrong.text.includes('第 3 行：没有这个志愿者编号')]).toEqual([422, true])
  const odd = await send([titles, good, [two.number, '2026-11-20', '烹饪', 2]])
  expect([odd.status, odd.text.includes('第 3 行：有内容读不出来')]).toEqual([422, true])
  expect((await merits(bank, one.member)).trainings).toEqual([])
  const none = await send([
    ['姓名', '日期'],
    ['训一', '2026-11-20'],
  ])
  expect([none.status, none.text.includes('没有找到要填的列')]).toEqual([422, true])

  const done = await send([titles, good, [two.number, '2026年11月20日', 'first-aid', '2小时']])
  expect(done.location).toBe('/desk/merits?done=2&station=S001')
  expect((await merits(bank, two.member)).trainings[0]?.body).toMatchObject({
    ...{ course: 'first-aid', day: '2026-11-20', minutes: 120 },
  })
  const awards = [
    ['编号', '表彰日期', '表彰名称', '授予单位'],
    [one.number, '2026-11-21', '优秀志愿者', '镇街'],
  ]
  expect((await send(awards)).status).toBe(303)
  expect((await merits(bank, one.member)).awards[0]?.body).toMatchObject({
    ...{ award: 'outstanding', giver: 'street' },
  })
  const csv = new FormData()
  csv.set('id', bank.ids.entry())
  csv.set('station', 'S001')
  const text = `志愿者编号,日期,培训内容,学时\n${one.number},2026-11-22,消防安全,1\n`
  csv.set('sheet', new File([text], 'a.csv'))
  expect((await clerk.post('/desk/merits', csv)).status).toBe(303)
  expect((await merits(bank, one.member)).trainings).toHaveLength(2)
})

it('gives programs the same papers: the PDF of a certificate, of a list and of a report, and the folder', async () => {
  const [person] = await publicised('赵接口')
  const { bank } = house.town
  const clerk = await house.clerk()
  const order = { id: bank.ids.entry(), station: 'S001', member: person.member }
  const span = { from: dayIn(-10), to: dayIn(0) }
  const entry = must(await issueCertificate(bank, house.town.clerk('S001'), { ...order, ...span }))
  const code = refOf(entry, 'certificate') ?? ''
  const api = '/api/v1'
  const facts = JSON.parse((await clerk.get(`${api}/certificates/${code}`)).text) as object
  expect(facts).toMatchObject({ code, member: person.member, minutes: 150, state: 'issued' })
  expect(JSON.stringify(facts)).not.toContain('赵接口')
  const file = await clerk.get(`${api}/certificates/${code}/file`)
  expect(file.headers.get('Content-Type')).toBe('application/pdf')
  const pdf = await openPdf(file.bytes)
  for (const text of ['赵接口', '评价情况', '2 小时 30 分钟']) expect(pdf.text).toContain(text)
  expect(pdf.codes).toEqual([`http://localhost/c/${code}`])

  const { lists } = JSON.parse((await clerk.get(`${api}/publicity?station=S001`)).text) as {
    readonly lists: readonly { readonly id: string }[]
  }
  const list = await clerk.get(`${api}/publicity/${lists[0]?.id}/file?station=S001`)
  const hung = await openPdf(list.bytes)
  expect(hung.text).toContain('赵*口')
  expect(hung.codes).toEqual([`http://localhost/objections?list=S001/${lists[0]?.id}`])

  const month = dayIn(-8).slice(0, 7)
  const report = await clerk.get(`${api}/reports/${month}/file?station=S001&as=pdf`)
  expect((await openPdf(report.bytes)).text).toContain('志愿服务报表')
  const folder = await clerk.get(`${api}/folders/${month}?station=S001`)
  const [byPage, byProgram] = [
    unzipSync((await clerk.get(`/desk/folder?month=${month}&station=S001`)).bytes),
    unzipSync(folder.bytes),
  ].map((parts) => Object.keys(parts))
  expect(byProgram).toEqual(byPage)
  expect((await (await house.clerk('S002')).get(`${api}/certificates/${code}`)).status).toBe(404)
})
