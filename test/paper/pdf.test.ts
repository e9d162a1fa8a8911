/** A paper as PDF is opened again: its words, its font, its size, and the code on it. */
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import type { Print, PrintSize } from '../../src/paper/print.ts'
import { printerHere } from '../../src/printer.ts'
import { openPdf } from './pdf.ts'

const printer = printerHere()
const ADDRESS = 'https://time.example.org/c/7KQ2M4XW9D3F5H8J'

const paper = (more: Partial<Print> = {}): Print => ({
  title: '志愿服务记录',
  size: 'a4',
  language: 'zh',
  blocks: [
    {
      kind: 'facts',
      rows: [
        ['姓名', '张小三'],
        ['志愿者编号', '4401-000017'],
      ],
    },
    {
      kind: 'table',
      head: ['日期', '时数'],
      widths: [3, 1],
      rows: Array.from({ length: 3 }, (_, at) => [`2026年11月${at + 1}日`, '2 小时']),
      figures: [1],
    },
    { kind: 'code', address: ADDRESS, caption: '扫码核验' },
    { kind: 'signatures', places: ['负责人签名', '单位公章'] },
  ],
  foot: '红棉时间',
  at: Date.UTC(2026, 10, 24),
  ...more,
})

test('an A4 paper can be read, searched and scanned anywhere', async () => {
  const { bytes, lacking } = await printer(paper())
  expect(lacking).toEqual([])
  const pdf = await openPdf(bytes)
  expect(pdf.size).toEqual([210, 297])
  expect(pdf.pages).toBe(1)
  for (const text of [
    '志愿服务记录',
    '张小三',
    '4401-000017',
    '2026年11月3日',
    '扫码核验',
    '单位公章',
  ])
    expect(pdf.text).toContain(text)
  expect(pdf.text).toContain('红棉时间 1 / 1')
  expect(pdf.fonts.length).toBeGreaterThan(0)
  expect(pdf.fonts.every((name) => /^[A-Z]+\+NotoSansSC/.test(name))).toBe(true)
  expect(pdf.loose).toEqual([])
  expect([pdf.language, pdf.tagged]).toEqual(['zh-CN', true])
  expect(pdf.codes).toEqual([ADDRESS])
  // The characters that are used, and not the ten megabytes of all of them.
  expect(bytes.length).toBeLessThan(60_000)
})

test('a slip is as wide as its roll and as long as what stands on it', async () => {
  const sizes: Partial<Record<PrintSize, readonly [number, number]>> = {}
  for (const size of ['roll-80', 'roll-58'] as const) {
    const pdf = await openPdf((await printer(paper({ size }))).bytes)
    expect(pdf.pages).toBe(1)
    expect(pdf.codes).toEqual([ADDRESS])
    sizes[size] = pdf.size
  }
  expect(sizes['roll-80']?.[0]).toBe(80)
  expect(sizes['roll-58']?.[0]).toBe(58)
  const longer = paper({ size: 'roll-58' })
  const lines = Array.from({ length: 30 }, () => ({ kind: 'text', text: '再一行' }) as const)
  const blocks = [...longer.blocks, ...lines]
  const pdf = await openPdf((await printer({ ...longer, blocks })).bytes)
  expect(pdf.size[1]).toBeGreaterThan((sizes['roll-58']?.[1] ?? 0) + 90)
  expect(pdf.pages).toBe(1)
})

test('a long table goes on under its own head', async () => {
  const rows = Array.from({ length: 120 }, (_, at) => [`第 ${at + 1} 行`, '1 小时'])
  const table = { kind: 'table', head: ['日期', '时数'], widths: [1, 1], rows } as const
  const pdf = await openPdf((await printer(paper({ blocks: [table] }))).bytes)
  expect(pdf.pages).toBeGreaterThan(1)
  expect(pdf.text.match(/日期/g)?.length).toBe(pdf.pages)
  expect(pdf.text).toContain('第 120 行')
  expect(pdf.text).toContain(`红棉时间 ${pdf.pages} / ${pdf.pages}`)
})

test('a character the font lacks is named, and never left out', async () => {
  const facts = { kind: 'facts', rows: [['姓名', '𠮷小田']] } as const
  const { bytes, lacking } = await printer(paper({ blocks: [facts] }))
  expect(lacking).toEqual(['𠮷'])
  const { text } = await openPdf(bytes)
  expect(text).toContain('〔U+20BB7〕小田')
  expect(text).toContain('手写补上：U+20BB7')
})

test('Workers are built without it: neither the library nor its font is theirs to load', async () => {
  const inputs = async (door: string) => {
    const built = await build({
      entryPoints: [door],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      external: [
        '*/islands/staff.js',
        '*/islands/verify.js',
        '*/islands/desk-worker.js',
        '*/islands/speak.js',
      ],
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      outdir: 'none',
      logLevel: 'silent',
    })
    return Object.keys(built.metafile.inputs)
  }
  expect(await inputs('src/node.ts')).toContain('src/paper/pdf.ts')
  const worker = await inputs('src/worker.ts')
  expect(worker).toContain('src/paper/certificate.ts')
  expect(worker.filter((file) => /paper\/pdf|printer/.test(file))).toEqual([])
})
