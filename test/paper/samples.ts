/**
 * Sheets as stations really send them: a title over the table, columns in any
 * order under any name, totals and signatures below. Made up people only.
 */

import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import writeExcel from 'write-excel-file/universal'
import type { Cell, Row } from 'write-excel-file/universal'

export interface SamplePerson {
  readonly number: string
  readonly name: string
  readonly phone: string
}

const SURNAMES = '陈李张黄何梁林吴刘罗'
const GIVEN = ['秀英', '志强', '伟', '丽华', '国栋', '敏']

export function somePeople(count = 30): readonly SamplePerson[] {
  return Array.from({ length: count }, (_, at) => ({
    number: `GZ44010${String(600_001 + at * 7)}`,
    name: `${SURNAMES.charAt(at % 10)}${GIVEN[Math.floor(at / 10) % 6] ?? '敏'}${at >= 60 ? at : ''}`,
    phone: `138${String(13_800_000 + at * 131).padStart(8, '0')}`,
  }))
}

/** Minutes each row of every sample says, by its place. */
export function sampleMinutes(at: number): number {
  return [150, 120, 180][at % 3] ?? 0
}

const SERVICES = ['长者饭堂帮厨', '上门探访', '社区清洁']

/** A station's own sheet: Excel dates, Excel times, numbers of hours, a computed total. */
export async function sheetWithNumbers(
  people: readonly SamplePerson[],
  date: string,
): Promise<Uint8Array> {
  const titles = [
    '序号',
    '志愿者编号',
    '姓名',
    '联系电话',
    '服务日期',
    '签到时间',
    '签退时间',
    '服务时数',
    '服务内容',
    '签名',
  ]
  const lines = people.map(({ number, name, phone }, at): Row => {
    const end = 540 + sampleMinutes(at)
    return [
      at + 1,
      number,
      name,
      phone,
      day(date),
      time(540),
      time(end),
      sampleMinutes(at) / 60,
      SERVICES[at % 3],
      null,
    ]
  })
  const first = 4
  const last = first + people.length - 1
  const sum: Cell = { value: `=SUM(H${first}:H${last})`, type: 'Formula' }
  return xlsx([
    merged('南洲街社工站志愿服务签到表', titles.length),
    merged(`${date.slice(0, 4)}年${Number(date.slice(5, 7))}月`, titles.length),
    titles,
    ...lines,
    ['合计', null, null, null, null, null, null, sum, null, null],
    merged('负责人签名：　　　　　　日期：', titles.length),
  ])
}

/** A neighbourhood's list: no volunteer numbers, everything as text, names padded. */
export async function sheetWithoutNumbers(
  people: readonly SamplePerson[],
  date: string,
): Promise<Uint8Array> {
  const titles = [
    '日期',
    '参加人员',
    '手机号码\n（11位）',
    '上班',
    '下班',
    '服务时长',
    '服务项目',
    '负责社工',
    '备注',
  ]
  const short = `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`
  const lines = people.map(({ name, phone }, at): Row => {
    const end = 540 + sampleMinutes(at)
    const padded = name.length === 2 ? `${name.charAt(0)}　${name.charAt(1)}` : name
    const leave = `${Math.floor(end / 60)}：${String(end % 60).padStart(2, '0')}`
    const length = `${Math.floor(sampleMinutes(at) / 60)}小时${sampleMinutes(at) % 60}分`
    const spaced = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`
    return [short, padded, spaced, '上午9点', leave, length, SERVICES[at % 3], '何姑娘', null]
  })
  return xlsx([
    merged(`光塔街社区志愿者服务登记（${date.slice(0, 4)}年第四季度）`, titles.length),
    titles,
    ...lines,
    [`共${people.length}人`, ...titles.slice(1).map(() => null)],
    ['填表人：', null, null, null, null, '审核人：', null, null, null],
  ])
}

/** What the provincial platform exports: whole moments, the activity named and numbered. */
export async function iVolunteerExport(
  people: readonly SamplePerson[],
  date: string,
): Promise<Uint8Array> {
  const titles = [
    '序号',
    '活动编号',
    '活动名称',
    '注册号',
    '志愿者姓名',
    '手机',
    '签到时间',
    '签退时间',
    '服务时长(小时)',
    '签到方式',
  ]
  const lines = people.map(({ number, name, phone }, at): Row => {
    const end = 542 + sampleMinutes(at)
    const leave = `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
    return [
      at + 1,
      'HD202611210087',
      '金秋敬老服务日',
      number,
      name,
      `${phone.slice(0, 3)}****${phone.slice(7)}`,
      `${date} 09:02:11`,
      `${date} ${leave}:45`,
      String(sampleMinutes(at) / 60),
      '扫码',
    ]
  })
  return xlsx([titles, ...lines])
}

/** The same people as a csv saved by a Chinese Excel: GB18030, tabs or commas. */
export function csvInGb18030(people: readonly SamplePerson[], date: string): Uint8Array {
  const slashed = date.replace(/-0?/g, '/')
  const lines = people.map(({ number, name, phone }, at) =>
    [`${SERVICES[at % 3]},"其他"`, name, number, phone, slashed, sampleMinutes(at)]
      .map((field) => `"${String(field).replace(/"/g, '""')}"`)
      .join(','),
  )
  const text = ['内容,姓名,会员号,电话,活动日期,"时长\n（分钟）"', ...lines].join('\r\n')
  return encodeGb18030(`${text}\r\n`)
}

/** A copy with other text in some cells. */
export function withCells(
  bytes: Uint8Array,
  changes: Readonly<Record<string, string>>,
): Uint8Array {
  return withSheetXml(bytes, (xml) =>
    Object.entries(changes).reduce((text, [ref, value]) => {
      const cell = new RegExp(`<c r="${ref}"([^>]*?)(/>|>.*?</c>)`)
      if (!cell.test(text)) throw new Error(`the sheet has no cell ${ref}`)
      const plain = value.replace(/&/g, '&amp;').replace(/</g, '&lt;')
      return text.replace(cell, `<c r="${ref}" t="inlineStr"><is><t>${plain}</t></is></c>`)
    }, xml),
  )
}

/** A copy whose first sheet was changed by hand. */
export function withSheetXml(bytes: Uint8Array, change: (xml: string) => string): Uint8Array {
  const path = 'xl/worksheets/sheet1.xml'
  const parts = unzipSync(bytes)
  const before = parts[path]
  if (before === undefined) throw new Error(`the workbook has no ${path}`)
  return zipSync({ ...parts, [path]: strToU8(change(strFromU8(before))) })
}

export async function xlsx(rows: Row[]): Promise<Uint8Array> {
  const blob = await writeExcel(rows, { sheet: '签到' }).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}

function merged(value: string, width: number): Row {
  return [
    { value, columnSpan: width, fontWeight: 'bold' },
    ...Array.from({ length: width - 1 }, () => null),
  ]
}

function day(date: string): Cell {
  return { value: new Date(`${date}T00:00:00Z`), type: Date, format: 'yyyy"年"m"月"d"日"' }
}

function time(minute: number): Cell {
  return { value: minute / 1440, type: Number, format: 'h:mm' }
}

/** No platform encodes GB18030, so the table is taken from the decoder. */
function encodeGb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030')
  const table = new Map<string, readonly number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) table.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail])
    }
  }
  const encoded = text.split('').flatMap((sign) => {
    const code = sign.charCodeAt(0)
    return code < 128 ? [code] : (table.get(sign) ?? [0x3f])
  })
  return new Uint8Array(encoded)
}

/** A street's own report with names, as a spreadsheet program writes them. */
export async function namedWorkbook(names: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const made = await xlsx([
    ['镇街月报', null, null],
    ['人数', { value: 0, type: Number, fontWeight: 'bold' }, '人'],
    ['时数', null, '小时'],
  ])
  const parts = unzipSync(made)
  const path = 'xl/workbook.xml'
  const defined = Object.entries(names)
    .map(([name, at]) => `<definedName name="${name}">${at}</definedName>`)
    .join('')
  const xml = strFromU8(parts[path] ?? new Uint8Array())
  return zipSync({
    ...parts,
    [path]: strToU8(xml.replace('</sheets>', `</sheets><definedNames>${defined}</definedNames>`)),
    'xl/media/seal.bin': new Uint8Array([1, 2, 3]),
  })
}
