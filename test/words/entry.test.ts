import { expect, test } from 'vitest'
import { ACCOUNT_KINDS, type AccountKind } from '../../src/ledger/account.ts'
import {
  ENTRY_KINDS,
  type EntryKind,
  PROOF_CLASSES,
  type ProofClass,
} from '../../src/ledger/entry.ts'
import { REASONS } from '../../src/rules/services.ts'
import {
  accountName,
  kindName,
  lineText,
  proofText,
  readingName,
  reasonText,
  relationName,
} from '../../src/words/entry.ts'
import { faultsOf } from './plain.ts'

test.each([
  ['credit', { minutes: 150, service: '理发', station: '盐运西站' }, '记录时数：理发 · 盐运西站'],
  ['transfer', { minutes: -90, counterpart: '张*' }, '转赠给 张*'],
  ['transfer', { minutes: 90, counterpart: '李*' }, '收到转赠（李*）'],
  ['donate', { minutes: -60, counterpart: '全市公益时间池' }, '捐赠到 全市公益时间池'],
  [
    'grant',
    { minutes: 600, purpose: 'elder-alone', until: '2026-12-31' },
    '发放关爱时数：高龄独居，2026年12月31日前使用',
  ],
  ['hold', { minutes: -60, service: '理发' }, '预约占用：理发'],
  ['settle', { minutes: 60, service: '理发', side: 'gave' }, '服务已确认完成：理发'],
  ['settle', { minutes: 15, side: 'received' }, '确认完成，退回多占的积分'],
  ['release', { minutes: 60, service: '理发' }, '取消预约退回积分：理发'],
  ['redeem', { minutes: -60, service: '助餐' }, '兑换：助餐'],
  ['reverse', { minutes: -150, reason: 'twice' }, '更正扣回：重复记录'],
  ['reverse', { minutes: 60, reason: 'not-served' }, '更正补回：服务没有进行'],
  ['opening', { minutes: 6000, source: 'izhiyuan' }, '期初累计服务时数：i志愿'],
  ['carry', { minutes: -600 }, '期初已用积分'],
] as const)('a line of %s reads %o', (kind, facts, text) => {
  expect(lineText(kind, facts, 'zh')).toBe(text)
})

test('every kind reads well from both sides, in both languages', () => {
  for (const kind of Object.keys(ENTRY_KINDS) as readonly EntryKind[]) {
    for (const language of ['zh', 'en'] as const) {
      expect(faultsOf(kindName(kind, language), language)).toEqual([])
      for (const minutes of [60, -60, 0]) {
        for (const facts of [
          { minutes },
          { minutes, service: 'x', counterpart: 'y', reason: 'twice' },
        ]) {
          expect(faultsOf(lineText(kind, facts, language), language)).toEqual([])
        }
      }
    }
  }
})

test('accounts, proofs, reasons, readings and relations have names in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    const names = [
      ...(Object.keys(ACCOUNT_KINDS) as readonly AccountKind[]).flatMap((kind) => [
        accountName(kind, language),
        accountName(kind, language, 'auditors'),
      ]),
      ...(Object.keys(PROOF_CLASSES) as readonly ProofClass[]).map((one) =>
        proofText(one, language),
      ),
      ...REASONS.map((one) => reasonText(one, language)),
      ...(['served', 'available', 'held', 'owned'] as const).map((one) =>
        readingName(one, language),
      ),
      ...(['self', 'spouse', 'lineal', 'hardship'] as const).map((one) =>
        relationName(one, language),
      ),
    ]
    expect(names.flatMap((name) => faultsOf(name, language))).toEqual([])
  }
  expect(reasonText('flood', 'zh')).toBe('flood')
  expect(readingName('served', 'zh')).toBe('累计服务时数')
  expect(accountName('shortfall', 'zh')).toBe('待追回')
})
