/** A session of thirty people in a real browser: opened, one exception tapped, looked at, recorded, by three taps and without a script. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishActivity } from '../../src/bank/activities/activity.ts'
import { signUp } from '../../src/bank/activities/sign-up.ts'
import { startOf } from '../../src/bank/draft.ts'
import { ACTIVITY } from '../activity.ts'
import { must } from '../town.ts'
import { openStaffHouse, signIn, type StaffHouse } from './staff-house.ts'

const PEOPLE = 30
const DAY = '2026-11-24'

let house: StaffHouse
let activity: string
beforeAll(async () => {
  house = await openStaffHouse()
  const { bank, clerk, self, clock } = house.town
  await house.staff('wen.yuan', '文员')
  activity = bank.ids.entry()
  const times = { from: DAY, until: DAY, starts: 660, ends: 780, places: PEOPLE }
  const order = { ...ACTIVITY, ...times, id: activity as never, station: 'S001' }
  must(await publishActivity(bank, clerk('S001'), order))
  for (let n = 0; n < PEOPLE; n++) {
    const member = await house.town.member(`陈${String.fromCodePoint(0x5b89 + n)}`)
    must(await signUp(bank, self(member), { id: bank.ids.entry(), activity, member }))
  }
  clock.at = startOf(DAY) + 14 * 3_600_000
})
afterAll(() => house.stop())

test('thirty people in three taps, with one who did not come', async () => {
  const tab = await house.page({ javaScriptEnabled: false, viewport: { width: 1024, height: 768 } })
  await signIn(tab, house.base, 'wen.yuan')
  await tab.goto(`${house.base}/desk/activities/${activity}`)
  const size = await house.town.bank.journal.size()

  await tab.click(`a[href*="/session?day=${DAY}"]`)
  await tab.waitForLoadState()
  const boxes = tab.locator('table.roster input[type=checkbox]')
  expect(await boxes.count()).toBe(PEOPLE)
  await boxes.nth(4).uncheck()

  await tab.click('button.large')
  await tab.waitForSelector('section.done')
  const line = await tab.textContent('section.done strong')
  expect(line).toContain(`到场 ${PEOPLE - 1} 人，没来 1 人 · 共 58 小时`)
  await tab.screenshot({ path: join(tmpdir(), 'kapok-session.png') })
  const width = await tab.evaluate('document.documentElement.scrollWidth').catch(() => 0)
  expect(width).toBeLessThanOrEqual(1024)

  await tab.click('section.done button')
  await tab.waitForURL(/\/desk\/batches\//)
  expect(await tab.textContent('main')).toContain(`已记录 ${PEOPLE - 1} 条`)
  // The credits and the activity's own row, in one commit.
  expect(await house.town.bank.journal.size()).toBe(size + PEOPLE)
})
