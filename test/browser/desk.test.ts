/** The desk in a real browser without any script: a sheet from file to receipts, and a roster by keyboard alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sheetWithNumbers, somePeople, withCells } from '../paper/samples.ts'
import { type Service, startService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kapok-desk-'))
let service: Service
let tab: Page
beforeAll(async () => {
  service = await startService()
  tab = await service.page({ javaScriptEnabled: false, viewport: { width: 1024, height: 768 } })
  const { name, secret } = service.signIn('工作人员')
  await tab.goto(`${service.base}/sign-in`)
  await tab.fill('input[name=login]', name)
  await tab.fill('input[name=password]', secret)
  await tab.click('main form button')
  await tab.waitForURL(/\/desk/)
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a sheet with a broken cell: the cell is named, the sound rows are recorded, the rest is listed', async () => {
  const file = join(folder, '签到表.xlsx')
  writeFileSync(
    file,
    withCells(await sheetWithNumbers(somePeople(30), '2026-11-20'), { E7: '三十号' }),
  )
  await tab.goto(`${service.base}/desk/import`)
  await tab.setInputFiles('input[type=file]', file)
  await tab.click('form[action="/desk/import"] button')
  expect(await tab.textContent('main')).toContain('第 7 行 E7（服务日期）')
  await tab.check('input[name=leave]')
  await tab.click('button[value=record]')
  await tab.waitForLoadState()
  const done = await tab.textContent('main')
  expect(done).toContain('已记录 29 条')
  expect(done).toContain('遗留名单（1）')
  await tab.click('a[href*="/receipts?"]')
  // A click ends where the next page begins; its slips are there when all of it is.
  await tab.waitForLoadState()
  expect(await tab.locator('.slip svg').count()).toBe(29)
})

test('a roster is filled in, looked at and recorded with the keyboard alone', async () => {
  await tab.goto(`${service.base}/desk/roster?service=meal`)
  const boxes = tab.locator('table.roster input[type=checkbox]')
  const people = await boxes.count()
  expect(people).toBeGreaterThan(2)
  await boxes.first().focus()
  await tab.keyboard.press('Space')
  await tab.locator('form[action="/desk/roster"] input[name=hours]').focus()
  await tab.keyboard.type('1.5')
  await tab.keyboard.press('Enter')
  await tab.waitForSelector('section.done')
  const look = await tab.textContent('section.done')
  expect(look).toContain(`到场 ${people - 1} 人，没来 1 人`)
  await tab.locator('section.done button').focus()
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/\/desk\/batches\//)
  expect(await tab.textContent('main')).toContain(`已记录 ${people - 1} 条`)
})

test('no page of the desk is wider than its screen', async () => {
  const wide = await service.page({ viewport: { width: 1024, height: 768 } })
  await wide.context().addCookies(await tab.context().cookies())
  const paths = ['', '/roster', '/roster/sheet', '/import', '/today']
  for (const path of paths) {
    await wide.goto(`${service.base}/desk${path}`)
    const width = await wide.evaluate(() => document.documentElement.scrollWidth)
    expect(width, path).toBeLessThanOrEqual(1024)
  }
})

test('an elder’s buttons are large, and nothing is wider than a phone', async () => {
  const phone = await service.page({ viewport: { width: 360, height: 740 } })
  const { name, secret } = service.signIn('长者')
  await phone.goto(`${service.base}/card?large=1`)
  await phone.fill('input[name=card]', name)
  await phone.fill('input[name=pin]', secret)
  await phone.click('main form button')
  await phone.waitForURL(/\/elder/)
  for (const path of ['/elder', '/elder/whom?service=haircut', '/elder/day?service=haircut']) {
    await phone.goto(`${service.base}${path}`)
    const seen = await phone.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      low: Math.min(
        ...[...document.querySelectorAll('main a.button, main button:not([hidden])')].map(
          (one) => one.getBoundingClientRect().height,
        ),
      ),
      small: Math.min(
        ...[...document.querySelectorAll('main p, main a, main button')].map((one) =>
          Number.parseFloat(getComputedStyle(one).fontSize),
        ),
      ),
    }))
    expect(seen.width, path).toBeLessThanOrEqual(360)
    // 18 pt are 24 px; targets of the pages for elders are 60 at least.
    expect(seen.low, path).toBeGreaterThanOrEqual(60)
    expect(seen.small, path).toBeGreaterThanOrEqual(24)
  }
})
