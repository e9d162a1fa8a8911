import { expect, test } from 'vitest'
import { daySaid, forEar, hoursSaid, numberSaid } from '../../src/words/ear.ts'
import type { Pages } from '../../src/words/pages.ts'
import { pages } from '../../src/words/pages.ts'
import { type Tongue, wordsIn } from '../../src/words/tongue.ts'
import { yue } from '../../src/words/elder-yue.ts'
import { faultsOf } from './plain.ts'

const TODAY = '2026-11-24'
const heard = (text: string, tongue: Tongue) => forEar(text, tongue, TODAY)

test('hours are said as people say them', () => {
  const said = [150, 60, 30, 90, 120, 45, 170, 600, 1].map((minutes) => [
    hoursSaid(minutes, 'zh'),
    hoursSaid(minutes, 'yue'),
    hoursSaid(minutes, 'en'),
  ])
  expect(said).toEqual([
    ['两个半小时', '两个半钟', '2 and a half hours'],
    ['一个小时', '一个钟', '1 hour'],
    ['半个小时', '半个钟', 'half an hour'],
    ['一个半小时', '一个半钟', '1 and a half hours'],
    ['两个小时', '两个钟', '2 hours'],
    ['四十五分钟', '四十五分钟', '45 minutes'],
    ['两个小时五十分钟', '两个钟五十分钟', '2 hours and 50 minutes'],
    ['十个小时', '十个钟', '10 hours'],
    ['一分钟', '一分钟', '1 minute'],
  ])
})

test('numbers, with the zero that is said and the ten that needs no one', () => {
  expect([0, 2, 10, 12, 20, 105, 110, 250, 1_001, 2_020].map(numberSaid)).toEqual([
    ...['零', '二', '十', '十二', '二十', '一百零五', '一百一十', '二百五十'],
    ...['一千零一', '二千零二十'],
  ])
  expect(numberSaid(12_345)).toBe('一二三四五')
})

test('a day near by has its name; another year is said', () => {
  expect(
    ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-28', '2027-01-02'].map((day) => [
      daySaid(day, TODAY, 'zh'),
      daySaid(day, TODAY, 'yue'),
    ]),
  ).toEqual([
    ['今天', '今日'],
    ['明天', '听日'],
    ['后天', '后日'],
    ['十一月二十八号，星期六', '十一月二十八号，礼拜六'],
    ['二零二七年一月二号，星期六', '二零二七年一月二号，礼拜六'],
  ])
})

test('sentences of the pages: prices, days, phones, places in a list', () => {
  const zh = wordsIn('zh')
  const yueWords = wordsIn('yue')
  expect(heard(zh.elder.youHave('2 小时 30 分钟'), 'zh')).toBe('您还有两个半小时可以用')
  expect(heard(yueWords.elder.youHave('2 小时 30 分钟'), 'yue')).toBe('您仲有两个半钟可以用')
  expect(heard('您还有 2.5 小时 可以用', 'yue')).toBe('您还有两个半钟可以用')
  expect(heard(zh.catalogue.perHour('1 小时'), 'zh')).toBe('每小时用一个小时')
  expect(heard(yueWords.catalogue.perHour('1 小时'), 'yue')).toBe('每个钟用一个钟')
  expect(heard(yueWords.elder.confirmAsk('理发', '1 小时'), 'yue')).toBe('约理发，用一个钟，系咪？')
  expect(heard(zh.elder.nth(2, '理发'), 'zh')).toBe('第二个，理发')
  expect(heard(zh.elder.enough(2), 'zh')).toBe('够约两次一小时的服务')
  expect(heard(zh.elder.neverPay, 'zh')).toContain('九六幺幺零')
  expect(heard(yueWords.elder.neverPay, 'yue')).toContain('九六一一零')
  expect(heard(zh.elder.callStation('020-00000001'), 'zh')).toBe(
    '有不明白的，打电话 零二零，零零零零零零零幺',
  )
  expect(heard('2026年11月25日 14:05', 'yue')).toBe('听日 十四点零五分')
  expect(heard('Alice has 2 h 30 min', 'en')).toBe('Alice has 2 and a half hours')
  expect(heard('请打 110。', 'zh')).toBe('请打幺幺零。')
  expect(heard('张*三', 'zh')).toBe('张某三')
})

test('nothing that is read has a figure left in it', () => {
  for (const tongue of ['zh', 'yue'] as const) {
    for (const word of Object.values(wordsIn(tongue).elder)) {
      const text = typeof word === 'string' ? word : (word as Said)(7, 8)
      expect(heard(text, tongue)).not.toMatch(/\d/)
    }
  }
})

type Said = (...facts: readonly unknown[]) => string

test('Cantonese is said as in Guangzhou: plainly, with respect, all facts of it, and not as it is written elsewhere', () => {
  for (const [group, words] of Object.entries(yue)) {
    for (const [key, word] of Object.entries(words as Readonly<Record<string, string | Said>>)) {
      const text = typeof word === 'string' ? word : word(701, 702)
      expect(faultsOf(text, 'zh'), `${group}.${key}`).toEqual([])
      expect(text, `${group}.${key}`).not.toMatch(/你|的|们|什么|没有|不是|这/)
      const own = (pages('zh') as unknown as Record<string, Record<string, string | Said>>)[group]
      const written = own?.[key]
      if (typeof word === 'function' && typeof written === 'function')
        for (let at = 0; at < written.length; at++) expect(text).toContain(String(701 + at))
    }
  }
})

test('what has no Cantonese is said in Chinese', () => {
  const said: Pages = wordsIn('yue')
  expect(said.elder.confirmYes).toBe('系，就约呢个')
  expect(said.elder.slipPrint).toBe(pages('zh').elder.slipPrint)
  expect(said.desk).toBe(pages('zh').desk)
})
