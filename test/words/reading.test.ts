import { describe, expect, test } from 'vitest'
import { guangzhou } from '../../src/rules/guangzhou.ts'
import { nanjing } from '../../src/rules/nanjing.ts'
import { languageTag, pickLanguage } from '../../src/words/language.ts'
import {
  clockText,
  dayAt,
  dayText,
  hoursText,
  maskName,
  maskPhone,
  monthDayText,
  pointsText,
  quoted,
  starName,
  timeText,
} from '../../src/words/reading.ts'

const NAMES: readonly (readonly [name: string, masked: string])[] = [
  ['张三', '张*'],
  ['张小三', '张*三'],
  ['陈大文英', '陈**英'],
  ['李', '*'],
  ['', ''],
  ['欧阳娜', '欧阳*'],
  ['欧阳娜娜', '欧阳*娜'],
  ['歐陽娜娜', '歐陽*娜'],
  ['欧阳', '欧*'],
  ['司徒美', '司徒*'],
  ['司徒美玲', '司徒*玲'],
  ['司马相如', '司马*如'],
  ['上官婉儿', '上官*儿'],
  ['诸葛亮', '诸葛*'],
  ['诸葛小明亮', '诸葛**亮'],
  ['尉迟恭', '尉迟*'],
  ['皇甫云', '皇甫*'],
  ['令狐冲', '令狐*'],
  ['第五小鹿', '第五*鹿'],
  ['万俟明', '万俟*'],
  ['何罗敏仪', '何**仪'],
  ['张 三', '张*'],
  ['张　小　三', '张*三'],
  [' 王五 ', '王*'],
  ['𠮷田', '𠮷*'],
  ['王𠮷', '王*'],
  ['𠮷𠮷𠮷', '𠮷*𠮷'],
  ['李𬭼', '李*'],
  ['陈𪚥一', '陈*一'],
  ['张\u{30EDE}文', '张*文'],
  ['葛\u{E0100}小明', '葛\u{E0100}*明'],
  ['李\uE863', '李*'],
  ['\uE863小明', '\uE863*明'],
  ['〇小明', '〇*明'],
  ['阿卜杜拉·买买提', '阿**·买**'],
  ['阿卜杜拉•买买提', '阿**·买**'],
  ['迪丽热巴．迪力木拉提', '迪**·迪**'],
  ['John Smith', 'J** S**'],
  ['José', 'J**'],
  ['E\u0301mile Zola', 'É** Z**'],
  ['阿Q', '阿**'],
  ['Нина', 'Н**'],
  ['张*三', '张*三'],
  ['张*', '张*'],
  ['欧阳*', '欧阳*'],
]

describe('names are masked by what the eye sees', () => {
  test.each(NAMES)('%s → %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
    expect(maskName(name).isWellFormed()).toBe(true)
  })

  test('masking twice changes nothing', () => {
    for (const [, masked] of NAMES) {
      expect(maskName(masked)).toBe(masked)
    }
    expect(maskName('阿**·买**')).toBe('阿**·买**')
    expect(maskName('J** S**')).toBe('J** S**')
  })
})

test('phones show the first three and the last four', () => {
  expect(maskPhone('13812341234')).toBe('138****1234')
  expect(maskPhone('+86 138-1234-1234')).toBe('138****1234')
  expect(maskPhone('１３８１２３４１２３４')).toBe('138****1234')
  expect(maskPhone('020-86479019')).toBe('020****9019')
  expect(maskPhone('86479019')).toBe('****9019')
  expect(maskPhone('1234')).toBe('****')
  expect(maskPhone('')).toBe('****')
})

test('hours are read out in hours and minutes', () => {
  expect(hoursText(170, 'zh')).toBe('2 小时 50 分钟')
  expect(hoursText(120, 'zh')).toBe('2 小时')
  expect(hoursText(50, 'zh')).toBe('50 分钟')
  expect(hoursText(0, 'zh')).toBe('0 小时')
  expect(hoursText(-90, 'zh')).toBe('-1 小时 30 分钟')
  expect(hoursText(170, 'en')).toBe('2 h 50 min')
})

test('points are whole, and what is left over is said', () => {
  expect(pointsText(guangzhou, 170, 'zh')).toBe('2 个时间积分，另有 50 分钟')
  expect(pointsText(guangzhou, 120, 'zh')).toBe('2 个时间积分')
  expect(pointsText(guangzhou, 60, 'en')).toBe('1 time point')
  expect(pointsText(guangzhou, 130, 'en')).toBe('2 time points and 10 min')
  expect(pointsText(nanjing, 120, 'zh')).toBe('2 个小时')
})

test('stars have names', () => {
  const names = [0, 1, 2, 3, 4, 5].map((star) => starName(star, 'zh'))
  expect(names).toEqual([
    '尚未评星',
    ...['一', '二', '三', '四', '五'].map((n) => `${n}星级志愿者`),
  ])
  expect(starName(5, 'en')).toBe('five-star volunteer')
  expect(starName(6, 'zh')).toBe('6 星级志愿者')
})

test('days and times are those of China', () => {
  expect(dayText('2026-11-21', 'zh')).toBe('2026年11月21日')
  expect(dayText('2026-01-02', 'en')).toBe('2 January 2026')
  expect(dayText('soon', 'zh')).toBe('soon')
  expect(monthDayText('2026-11-21', 'zh')).toBe('11月21日')
  expect(monthDayText('2026-11-21', 'en')).toBe('21 November')
  const late = Date.UTC(2026, 10, 20, 16, 5)
  expect(dayAt(late)).toBe('2026-11-21')
  expect(clockText(late)).toBe('00:05')
  expect(timeText(late, 'zh')).toBe('2026年11月21日 00:05')
})

test('a quotation is a glance', () => {
  expect(quoted(' 三\n小时 ')).toBe('“三 小时”')
  expect(quoted('𠮷'.repeat(100))).toBe(`“${'𠮷'.repeat(40)}…”`)
})

test.each([
  [undefined, undefined, 'zh'],
  ['', '', 'zh'],
  ['en-US,en;q=0.9', undefined, 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', undefined, 'zh'],
  ['en;q=0.5,zh;q=0.9', undefined, 'zh'],
  ['fr,en;q=0.3', undefined, 'en'],
  ['fr,*;q=0.1', undefined, 'zh'],
  ['en;q=0', undefined, 'zh'],
  ['zh-CN', 'en', 'en'],
  ['en', 'zh-CN', 'zh'],
  ['en', 'klingon', 'en'],
  [`${'x,'.repeat(10_000)}en`, undefined, 'zh'],
])('%s, wanting %s, is spoken to in %s', (accept, wanted, language) => {
  expect(pickLanguage(accept, wanted)).toBe(language)
})

test('a page says its language', () => expect(languageTag('zh')).toBe('zh-CN'))
