/** Sign-in sheets on the desk's page, from the file to the receipts: three real forms, the questions, the leftovers. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { jwks } from '../../src/bank/oversight/checkpoint.ts'
import { enrol } from '../../src/bank/people/enrol.ts'
import { refOf } from '../../src/ledger/entry.ts'
import { readAttendance } from '../../src/paper/attendance.ts'
import { isSheetFault, readSheet } from '../../src/paper/sheet.ts'
import { verifyReceipt } from '../../src/proof/receipt.ts'
import { receiptIn } from '../../src/proof/strict.ts'
import {
  csvInGb18030,
  iVolunteerExport,
  sheetWithNumbers,
  sheetWithoutNumbers,
  somePeople,
  withCells,
} from '../paper/samples.ts'
import { must } from '../town.ts'
import { type Browser, formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.town.close())

const people = somePeople(30)

function upload(bytes: Uint8Array | string, name: string, more: Record<string, string> = {}) {
  const data = new FormData()
  data.append('station', 'S001')
  for (const [key, value] of Object.entries(more)) data.append(key, value)
  data.append('sheet', new File([bytes as BlobPart], name))
  return data
}

const size = () => house.town.bank.journal.size()

/** Every receipt of a page's list, as the file the page offers, held against the published keys alone. */
async function verified(clerk: Browser, list: string): Promise<number> {
  const keys = await jwks(house.town.bank)
  const ids = new Set(Array.from(list.matchAll(/\/receipts\/([0-9a-f-]{36})"/g), ([, id]) => id))
  for (const id of ids) {
    const file = await clerk.get(`/receipts/${id}.jws`)
    expect(file.status).toBe(200)
    expect(await verifyReceipt(receiptIn(file.text), keys)).toMatchObject({ ok: true })
  }
  return ids.size
}

const forms: readonly (readonly [
  string,
  string,
  () => Promise<Uint8Array> | Uint8Array,
  string,
])[] = [
  [
    '签到表.xlsx',
    '按列名自动识别：志愿者编号，姓名，',
    () => sheetWithNumbers(people, '2026-11-20'),
    'H9',
  ],
  ['名单.xlsx', '姓名 ← 参加人员', () => sheetWithoutNumbers(people, '2026-11-19'), 'F9'],
  ['导出.xlsx', '志愿者编号 ← 注册号', () => iVolunteerExport(people, '2026-11-18'), 'I9'],
  ['时数.csv', '志愿者编号 ← 会员号', () => csvInGb18030(people, '2026-11-17'), ''],
]

it.each(
  forms,
)('takes %s on one page: looked at, recorded, printed, once', async (name, reads, make, cell) => {
  const clerk = await house.clerk()
  const bytes = await make()
  if (cell !== '') {
    const broken = await clerk.post(
      '/desk/import',
      upload(withCells(bytes, { [cell]: '很久' }), name),
    )
    expect(broken.status).toBe(422)
    expect(broken.text).toContain(`第 9 行 ${cell}`)
    expect(broken.text).toContain('“很久”')
  }
  const before = await size()
  const look = await clerk.post('/desk/import', upload(bytes, name))
  expect(look.status).toBe(200)
  expect(look.text).toContain(reads)
  expect(look.text).toContain('记录这 30 行')
  expect(look.text).toContain('还没有记录任何时数')
  if (!name.startsWith('导出')) expect(look.text).toContain('（记为其他志愿服务）')
  expect(await size()).toBe(before)

  const form = { ...formIn(look.text, '/desk/import'), step: 'record' }
  const done = await clerk.post('/desk/import', form)
  expect(done.status).toBe(303)
  const list = await clerk.get(done.location)
  expect(list.text).toContain('已记录 30 条，共 75 小时')
  expect(await verified(clerk, list.text)).toBe(30)
  const { bank } = house.town
  const [last] = await bank.journal.entries((await size()) - 1, 1)
  expect(await bank.evidence.get((last && refOf(last, 'file')) ?? '')).toEqual(Buffer.from(bytes))
  const slips = await clerk.get(
    /href="(\/desk\/batches\/[^"]+\/receipts[^"]*)"/.exec(list.text)?.[1] ?? '',
  )
  expect(slips.text.match(/<svg/g)).toHaveLength(30)

  const recorded = await size()
  const again = await clerk.post('/desk/import', upload(bytes, name))
  expect(again.text).toContain('这张表以前都记过')
  expect(again.text).not.toContain('value="record"')
  await clerk.post('/desk/import', form)
  expect(await size()).toBe(recorded)
})

it('says how each credit was witnessed: paper, or captured by the platform', async () => {
  const entries = await house.town.bank.journal.entries(0, 5_000)
  const proofs = (source: string) =>
    new Set(
      entries
        .filter(({ refs }) => refs.some(([type, value]) => type === 'source' && value === source))
        .map(({ proof }) => proof),
    )
  expect(proofs('desk')).toEqual(new Set(['paper']))
  expect(proofs('ivolunteer')).toEqual(new Set(['scanned']))
})

it('asks which column is what, remembers it for the next sheet, and shows how to change it', async () => {
  const clerk = await house.clerk()
  const rows = (day: number) =>
    people
      .slice(0, 3)
      .map(({ name, phone }) => `${name},${phone},2026-11-${day},2小时,何姑娘`)
      .join('\n')
  const titles = '十一月名单,,,,\n谁来了,怎么找他,哪天,干了多久,带队\n'
  const lost = await clerk.post('/desk/import', upload(`${titles}${rows(22)}`, 'x.csv'))
  expect(lost.status).toBe(422)
  expect(lost.text).toContain('没有找到表头')
  expect(lost.text).toContain('谁来了')
  const columns = {
    header: '2',
    'col-0': 'name',
    'col-1': 'phone',
    'col-2': 'date',
    'col-3': 'hours',
    'col-4': 'ignore',
  }
  const form = { ...formIn(lost.text, '/desk/import'), ...columns, step: 'check' }
  const half = await clerk.post('/desk/import', { ...form, 'col-3': '' })
  expect(half.status).toBe(422)
  expect(half.text).toContain('缺少这些列')
  const look = await clerk.post('/desk/import', form)
  expect(look.text).toContain('按您指定的列读取')
  expect(look.text).toContain('姓名 ← 谁来了')
  const done = await clerk.post('/desk/import', formIn(look.text, '/desk/import'))
  expect((await clerk.get(done.location)).text).toContain('已记录 3 条')

  const next = await clerk.post('/desk/import', upload(`${titles}${rows(23)}`, 'y.csv'))
  expect(next.status).toBe(200)
  expect(next.text).toContain('按本站上次保存的列对应读取')
  expect(next.text).toContain('记录这 3 行')
  const change = await clerk.post('/desk/import', {
    ...formIn(next.text, '/desk/import'),
    step: 'columns',
  })
  expect(change.text).toMatch(/<option value="name" selected[^>]*>姓名/)
  const other = await (await house.clerk('S002')).post(
    '/desk/import',
    upload(`${titles}${rows(23)}`, 'y.csv', { station: 'S002' }),
  )
  expect(other.status).toBe(404)
})

it('reads a list that has no titles at all, when told', async () => {
  const clerk = await house.clerk()
  const rows = people
    .slice(0, 2)
    .map(({ name, phone }) => `${name},${phone},1.5`)
    .join('\n')
  const lost = await clerk.post('/desk/import', upload(rows, 'bare.csv'))
  const look = await clerk.post('/desk/import', {
    ...formIn(lost.text, '/desk/import'),
    header: '0',
    'col-0': 'name',
    'col-1': 'phone',
    'col-2': 'hours',
    date: '2026-11-12',
    service: '理发',
    step: 'check',
  })
  expect(look.text).toContain('记录这 2 行')
  expect(look.text).toContain('11月12日')
  expect(look.text).toContain('理发')
})

it('asks whose row it is, keeps the answer, and lists who was left out', async () => {
  const clerk = await house.clerk()
  const { bank } = house.town
  const order = { station: 'S001', name: '陈同名' }
  const twins = []
  for (const phone of ['13511110001', '13511110002'])
    twins.push(
      must(await enrol(bank, house.town.clerk('S001'), { ...order, id: bank.ids.entry(), phone })),
    )
  const two = twins[1]?.person
  const text = [
    '姓名,日期,时数,服务项目',
    '陈同名,2026-11-18,1,理发',
    '没人认得,2026-11-18,1,理发',
    '不写时数,2026-11-18,,理发',
  ].join('\n')
  const look = await clerk.post('/desk/import', upload(text, 'z.csv'))
  expect(look.status).toBe(422)
  expect(look.text).toContain('第 4 行 C4')
  expect(look.text).toContain('陈*名 GZ')
  expect(look.text).toContain('电话尾号 0002')
  expect(look.text).toContain('名册里没有这个姓名')
  const form = formIn(look.text, '/desk/import')
  const body = (fields: Record<string, string>, rows: readonly string[]) => {
    const data = new FormData()
    for (const [key, value] of Object.entries({ ...form, ...fields })) data.append(key, value)
    for (const row of rows) data.append('row', row)
    return data
  }
  const before = await size()
  const first = await clerk.post('/desk/import', body({ step: 'record' }, []))
  expect(first.text).toContain('还有要改的行')
  const open = await clerk.post('/desk/import', body({ step: 'record', leave: '1' }, ['2 ', '3 ']))
  expect(open.text).toContain('还有 2 行没有指定是哪一位')
  const answers = [`2 ${two?.member}`, '3 leave']
  const checked = await clerk.post('/desk/import', body({ step: 'check', leave: '1' }, answers))
  expect(checked.text).toContain(`value="2 ${two?.member}" selected`)
  expect(await size()).toBe(before)

  const done = await clerk.post('/desk/import', body({ step: 'record', leave: '1' }, answers))
  expect(done.status).toBe(200)
  expect(done.text).toContain('已记录 1 条，共 1 小时')
  expect(done.text).toContain('遗留名单')
  expect(done.text).toContain('没人认得')
  expect(done.text).not.toContain('1899')
  expect(done.text).toContain('不写时数')
  expect(await size()).toBe(before + 1)
  const entry = await bank.journal.entry((before + 1) as never)
  expect(entry?.refs).toContainEqual(['for', two?.member])
})

it('gives the rows to correct as a file, which comes in again when corrected', async () => {
  const clerk = await house.clerk()
  const broken = withCells(await sheetWithNumbers(people, '2026-11-21'), { E7: '三十号', H9: '' })
  const look = await clerk.post('/desk/import', upload(broken, 'b.xlsx'))
  const form = formIn(look.text, '/desk/import')
  const csv = await clerk.post('/desk/import', { ...form, step: 'faults-csv' })
  expect(csv.headers.get('Content-Type')).toContain('text/csv')
  const lines = csv.text.trim().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^\uFEFF?序号,志愿者编号,姓名,.*,问题$/)
  expect(lines[1]).toContain('第 7 行 E7')
  expect(lines[1]).toContain('09:00')
  const corrected = csv.text.replace('三十号', '2026-11-21')
  const again = await clerk.post('/desk/import', upload(corrected, 'again.csv'))
  expect(again.text).toContain('记录这 1 行')

  const file = await clerk.post('/desk/import', { ...form, step: 'faults' })
  expect(file.headers.get('Content-Disposition')).toContain('.xlsx')
  expect(file.bytes.length).toBeGreaterThan(1_000)
  const sheet = await readSheet(file.bytes, 'left.xlsx')
  if (isSheetFault(sheet)) throw new Error(sheet.code)
  const read = readAttendance(sheet, { today: '2026-11-24' })
  expect(read).toMatchObject({ faults: [{ cell: 'E2', code: 'date-unreadable' }] })
})

it('takes a file of several megabytes through the second yes, and refuses a larger one', async () => {
  const clerk = await house.clerk()
  const { name, phone } = people[0] ?? { name: '', phone: '' }
  const text = `姓名,电话,日期,时数,另写\n${name},${phone},2026-11-09,1,${'备'.repeat(2_000_000)}`
  const look = await clerk.post('/desk/import', upload(text, 'big.csv'))
  expect(look.text).toContain('记录这 1 行')
  const body = new FormData()
  for (const [key, value] of Object.entries(formIn(look.text, '/desk/import')))
    body.append(key, value)
  expect((await clerk.post('/desk/import', body)).status).toBe(303)
  const much = new Uint8Array(16 * 1024 * 1024)
  expect((await clerk.post('/desk/import', upload(much, 'much.csv'))).status).toBe(413)
})
