import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ReceiptFault } from '../../src/proof/strict.ts'
import type { SlipFault } from '../../src/proof/verify.ts'
import { pages } from '../../src/words/pages.ts'
import { proofAnswer } from '../../src/words/receipt.ts'
import { faultsOf } from './plain.ts'

type Words = Readonly<Record<string, string | ((...facts: never[]) => string)>>

function texts(language: 'zh' | 'en'): readonly (readonly [key: string, text: string])[] {
  return Object.entries(pages(language)).flatMap(([group, words]) =>
    Object.entries(words as Words).map(
      ([key, word]) =>
        [
          `${group}.${key}`,
          typeof word === 'string' ? word : word(...([7, 8] as never[])),
        ] as const,
    ),
  )
}

test.each(['zh', 'en'] as const)('pages speak plainly in %s', (language) => {
  const faults = texts(language).flatMap(([key, text]) =>
    key === 'common.otherLanguage'
      ? []
      : faultsOf(text, language).map((fault) => `${key} ${fault}`),
  )
  expect(faults).toEqual([])
})

test('both languages have the same keys, in the same order', () => {
  expect(texts('en').map(([key]) => key)).toEqual(texts('zh').map(([key]) => key))
})

test('a word that takes facts says all of them, in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    for (const [group, words] of Object.entries(pages(language))) {
      for (const [key, word] of Object.entries(words as Words)) {
        if (typeof word === 'string') continue
        const facts = Array.from({ length: word.length }, (_, at) => 701 + at)
        const text = word(...(facts as never[]))
        expect(
          facts.filter((fact) => !text.includes(String(fact))),
          `${group}.${key}`,
        ).toEqual([])
      }
    }
  }
})

test('no file of this room holds a word the law keeps for banks', () => {
  const room = new URL('../../src/words/', import.meta.url)
  for (const name of readdirSync(room)) {
    expect(readFileSync(new URL(name, room), 'utf8'), name).not.toMatch(/银行|存款|提现|利息|会员/)
  }
})

test('elders are addressed with respect and warned of fraud', () => {
  const { elder, common } = pages('zh')
  expect(elder.youHave('2 小时')).toBe('您还有 2 小时 可以用')
  expect([elder.hello, elder.whichService, elder.booked, elder.slip]).toEqual([
    '您好',
    '想约什么服务？',
    '约好了',
    '这是您的纸条',
  ])
  expect(common.footerFree).toContain('96110')
  expect(texts('zh').filter(([, text]) => text.includes('你'))).toEqual([])
})

test('every answer of a check is told: this compiles', () => {
  const why = (fault: SlipFault | ReceiptFault) => proofAnswer(fault, 'zh')
  expect(why('bad-signature')).toContain('签名对不上')
  expect(why('key-not-for-this-seq')).toContain('流水号')
  expect(proofAnswer('valid', 'en')).toContain('genuine')
})
