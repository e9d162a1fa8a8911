import { describe, expect, test } from 'vitest'
import { minutes } from '../../src/ledger/minutes.ts'
import type { Refusal, RefusalCode } from '../../src/ledger/refusal.ts'
import { guangzhou } from '../../src/rules/guangzhou.ts'
import { nanjing } from '../../src/rules/nanjing.ts'
import { sentence } from '../../src/words/refusal.ts'
import { field, retry } from '../../src/words/refusal-field.ts'
import { faultsOf } from './plain.ts'

type Case = readonly [refusal: Refusal, said: readonly string[]]

const h = (count: number) => minutes(count * 60)
const li = 'M7Q2'
const day = '2026-11-21'

/** One of each, with the facts its sentence must carry in either language. */
const EACH: { readonly [Code in RefusalCode]: Case } = {
  'id-taken': [{ code: 'id-taken', id: 'x' }, []],
  'short-of-hours': [
    { code: 'short-of-hours', account: `earned:${li}`, has: h(1.5), needs: h(2) },
    ['1.5', '2'],
  ],
  'needs-approval': [
    { code: 'needs-approval', member: li, servedOn: day, stands: h(5), adds: h(5), most: h(8) },
    ['21', '5', '10', '8', '12'],
  ],
  'clerk-month': [
    {
      code: 'clerk-month',
      who: `staff:a/${li}`,
      month: '2026-11',
      stands: h(58),
      adds: h(5),
      most: h(60),
    },
    ['2026-11', '58', '63', '60'],
  ],
  'day-too-long': [
    { code: 'day-too-long', member: li, servedOn: day, stands: h(20), adds: h(5), most: h(24) },
    ['21', '20', '25', '24'],
  ],
  'own-hours': [{ code: 'own-hours', member: li }, []],
  'relatives-hours': [{ code: 'relatives-hours', member: li }, []],
  'not-over-yet': [{ code: 'not-over-yet', servedOn: day, to: '11:30' }, ['21', '11:30']],
  'waits-for-review': [
    { code: 'waits-for-review', review: 'r-1', level: 'street', why: ['late'], due: '2026-11-23' },
    ['23'],
  ],
  'needs-review': [{ code: 'needs-review', level: 'city', why: ['long-day', 'late'] }, []],
  'review-rejected': [{ code: 'review-rejected', review: 'r-1', reason: 'no-evidence' }, []],
  'unknown-paper': [{ code: 'unknown-paper', paper: 'x' }, []],
  'paper-terms': [{ code: 'paper-terms', what: 'too-short' }, []],
  'publicity-needed': [{ code: 'publicity-needed', member: li, day, count: 3 }, ['3', '21']],
  'unknown-review': [{ code: 'unknown-review', review: 'r-1' }, ['r-1']],
  'review-decided': [{ code: 'review-decided', review: 'r-1', verdict: 'rejected' }, []],
  'review-changed': [{ code: 'review-changed', review: 'r-1' }, []],
  'not-second-person': [{ code: 'not-second-person', why: 'same-member' }, []],
  'review-level': [{ code: 'review-level', level: 'district', escalated: true }, []],
  'pool-terms': [{ code: 'pool-terms', what: 'until', terms: '2026-12-31' }, ['31']],
  'givers-unsound': [{ code: 'givers-unsound', count: 1, most: 50 }, ['50']],
  'member-ended': [{ code: 'member-ended', member: li, day }, ['21']],
  'inherit-off': [{ code: 'inherit-off' }, []],
  'unknown-ending': [{ code: 'unknown-ending', member: li }, []],
  'ending-state': [{ code: 'ending-state', state: 'reported', move: 'approve' }, []],
  'vouchers-off': [{ code: 'vouchers-off' }, []],
  'unknown-voucher': [{ code: 'unknown-voucher' }, []],
  'voucher-over': [{ code: 'voucher-over', why: 'used', day }, ['21']],
  'voucher-short': [{ code: 'voucher-short', has: h(1), needs: h(2) }, ['1', '2']],
  'voucher-by-code': [{ code: 'voucher-by-code', entry: 'e-1' }, []],
  'unknown-item': [{ code: 'unknown-item', item: 'rice' }, ['rice']],
  'not-offered': [{ code: 'not-offered', station: 'S001', item: 'rice' }, []],
  'not-that-day': [{ code: 'not-that-day', day, next: '2026-11-25' }, ['21', '25']],
  'too-young': [{ code: 'too-young', member: li, least: 60, unknown: false }, ['60']],
  'item-unsound': [{ code: 'item-unsound', why: 'goods-off', given: 'good' }, []],
  'tally-over': [
    { code: 'tally-over', what: 'pairs/M1', day, stands: 3, adds: 1, most: 3 },
    ['21', '3'],
  ],
  'tally-under': [
    { code: 'tally-under', what: 'stock/S001/rice', stands: 1, takes: 2 },
    ['1', '2'],
  ],
  'notice-first': [{ code: 'notice-first', entry: 'e-1', short: h(1.5) }, ['1.5']],
  'unknown-undo': [{ code: 'unknown-undo', undo: 'u-1' }, ['u-1']],
  'undo-state': [{ code: 'undo-state', state: 'told' }, []],
  'objection-late': [{ code: 'objection-late', until: day }, ['21']],
  'unknown-order': [{ code: 'unknown-order', order: 'o-1' }, ['o-1']],
  'move-not-now': [
    {
      code: 'move-not-now',
      state: { zh: '办结', en: 'closed 7' },
      move: { zh: '派单', en: 'dispatch 8' },
      may: [],
    },
    [],
  ],
  'move-needs': [{ code: 'move-needs', needs: 'reason' }, []],
  'not-wanted': [{ code: 'not-wanted', member: li }, []],
  'not-cleared': [{ code: 'not-cleared', member: li, what: 'home' }, []],
  'first-visit-alone': [{ code: 'first-visit-alone', member: li }, []],
  'fallback-not-yet': [{ code: 'fallback-not-yet', at: Date.UTC(2026, 10, 21, 6, 5) }, ['14:05']],
  'not-a-neighbour': [{ code: 'not-a-neighbour', station: 'S009', why: 'far' }, ['S009']],
  'unknown-contract': [{ code: 'unknown-contract', contract: 'HT-7' }, ['HT-7']],
  'contract-unsound': [{ code: 'contract-unsound', why: 'provider', given: '91' }, ['91']],
  'contract-overlaps': [
    { code: 'contract-overlaps', contract: 'HT-7', from: day, until: '2027-03-31' },
    ['HT-7', '21', '31'],
  ],
  'contract-not-in-force': [
    { code: 'contract-not-in-force', contract: 'HT-7', day: '2026-11-25', from: day, until: day },
    ['HT-7', '25', '21'],
  ],
  'contract-other': [{ code: 'contract-other', contract: 'HT-7', why: 'person' }, ['HT-7']],
  'package-used-up': [
    {
      code: 'package-used-up',
      contract: 'HT-7',
      month: '2026-11',
      stands: h(35),
      adds: h(2),
      most: h(36),
    },
    ['HT-7', '2026-11', '35', '2', '36'],
  ],
  'paid-care': [{ code: 'paid-care', order: 'o-1' }, []],
  'not-by-provider': [{ code: 'not-by-provider', order: 'o-1' }, []],
  'visit-overlaps': [
    { code: 'visit-overlaps', day, from: '09:00', to: '10:30' },
    ['21', '09:00', '10:30'],
  ],
  'unknown-visit': [{ code: 'unknown-visit', visit: 'v-7' }, ['v-7']],
  'already-taken': [{ code: 'already-taken', order: 'o-1' }, []],
  'workflow-unsound': [
    { code: 'workflow-unsound', workflow: 'help/7', why: 'unreachable', name: 'lost' },
    ['help/7', 'lost'],
  ],
  'unknown-activity': [{ code: 'unknown-activity', activity: 'a-1' }, []],
  'activity-unfit': [{ code: 'activity-unfit', what: 'title', why: 'long', most: 40 }, ['40']],
  'activity-closed': [{ code: 'activity-closed', why: 'cancelled' }, []],
  'places-full': [{ code: 'places-full', activity: 'a-1', places: 12 }, ['12']],
  'activity-too-young': [{ code: 'activity-too-young', age: 16 }, ['16']],
  'signed-up-already': [{ code: 'signed-up-already', member: li, waiting: true }, []],
  'not-signed-up': [{ code: 'not-signed-up', member: li }, []],
  'signed-in-already': [{ code: 'signed-in-already', member: li, at: '09:05' }, ['09:05']],
  'signed-in-elsewhere': [
    { code: 'signed-in-elsewhere', member: li, station: 'S002', title: 'Visits 7' },
    ['7'],
  ],
  'not-signed-in': [{ code: 'not-signed-in', member: li }, []],
  'attend-code-wrong': [{ code: 'attend-code-wrong' }, []],
  'unknown-bookable': [{ code: 'unknown-bookable', bookable: 'S001/x' }, []],
  'bookable-unsound': [{ code: 'bookable-unsound', what: 'name', why: 'long', most: 40 }, ['40']],
  'slot-unfit': [
    { code: 'slot-unfit', why: 'far', day, at: '09:30', most: 14 },
    ['21', '09:30', '14'],
  ],
  'slot-full': [
    { code: 'slot-full', day, at: '09:30', places: 6, queue: false },
    ['21', '09:30', '6'],
  ],
  'booked-then': [{ code: 'booked-then', member: li, day, at: '09:30' }, ['21', '09:30']],
  'too-many-open': [{ code: 'too-many-open', member: li, most: 3 }, ['3']],
  'slot-moment': [
    { code: 'slot-moment', why: 'too-late', day, at: '09:30', minutes: 120 },
    ['21', '09:30', '2'],
  ],
  'unknown-claim': [{ code: 'unknown-claim', claim: 'c-1' }, []],
  'claim-closed': [{ code: 'claim-closed', state: 'declined' }, []],
  'late-window': [
    { code: 'late-window', day: '2026-01-02', first: '2026-05-28', last: '2026-11-16' },
    ['2', '28', '16'],
  ],
  'evidence-missing': [{ code: 'evidence-missing' }, []],
  'over-cap': [
    { code: 'over-cap', member: li, stands: h(1490), adds: h(20), most: h(1500) },
    ['1490', '20', '1510', '1500'],
  ],
  'below-gate': [
    { code: 'below-gate', member: li, served: h(98.5), needs: h(100) },
    ['98.5', '100', '1.5'],
  ],
  'over-budget': [
    { code: 'over-budget', budget: 'city', stands: h(990), adds: h(20), most: h(1000) },
    ['990', '20', '1010', '1000'],
  ],
  'shortfall-moved': [{ code: 'shortfall-moved', account: `shortfall:${li}` }, []],
  overlap: [
    {
      code: 'overlap',
      member: li,
      servedOn: day,
      from: '09:00',
      to: '11:00',
      with: { from: '10:30', to: '12:00' },
    },
    ['09:00', '11:00', '10:30', '12:00'],
  ],
  'unknown-entry': [{ code: 'unknown-entry', entry: 'e-17' }, ['e-17']],
  'already-closed': [{ code: 'already-closed', entry: 'e-17', by: 'e-18' }, ['e-17', 'e-18']],
  'stale-row': [{ code: 'stale-row', table: 'station', key: 'S001' }, []],
  'day-closed': [{ code: 'day-closed', station: 'S001', day }, ['2026', '21']],
  'group-refused': [{ code: 'group-refused', row: 6 }, ['7']],
  'unknown-member': [{ code: 'unknown-member', member: 'V0099' }, ['V0099']],
  'unknown-station': [{ code: 'unknown-station', station: 'S999' }, ['S999']],
  'unknown-organisation': [{ code: 'unknown-organisation', organisation: 'O9' }, ['O9']],
  'unknown-service': [{ code: 'unknown-service', service: 'massage' }, ['massage']],
  'unknown-pool': [{ code: 'unknown-pool', pool: 'P9' }, ['P9']],
  'not-allowed': [{ code: 'not-allowed', act: 'reverse' }, []],
  'station-without-organisation': [
    { code: 'station-without-organisation', station: 'S003', day },
    ['S003', '2026', '21'],
  ],
  'minutes-out-of-range': [
    { code: 'minutes-out-of-range', minutes: 1500, least: minutes(1), most: h(24) },
    ['25', '1', '24'],
  ],
  'witness-missing': [{ code: 'witness-missing', witness: 'chen' }, ['chen']],
  'minutes-beyond-span': [
    { code: 'minutes-beyond-span', minutes: minutes(200), span: h(3) },
    ['3', '20'],
  ],
  'minutes-off-step': [
    { code: 'minutes-off-step', minutes: minutes(45), step: minutes(30) },
    ['45', '30'],
  ],
  'not-whole-points': [
    { code: 'not-whole-points', minutes: minutes(90), point: minutes(60) },
    ['1', '30'],
  ],
  'day-in-future': [{ code: 'day-in-future', day, today: '2026-11-20' }, ['21', '20']],
  'day-before-start': [
    { code: 'day-before-start', day: '2018-01-02', start: '2019-06-20' },
    ['2018', '2019'],
  ],
  'day-unreadable': [{ code: 'day-unreadable', day: '11.21' }, ['11.21']],
  'month-unreadable': [{ code: 'month-unreadable', month: '2026-13' }, ['2026-13']],
  'month-not-over': [
    { code: 'month-not-over', month: '2026-11', last: '2026-11-30' },
    ['2026-11', '30'],
  ],
  'netting-done': [
    { code: 'netting-done', month: '2026-09', by: '2026-10' },
    ['2026-09', '2026-10'],
  ],
  'doubled-hours': [
    { code: 'doubled-hours', member: li, servedOn: day, minutes: 120, entry: 'e' },
    ['2', '21'],
  ],
  'month-open': [
    { code: 'month-open', month: '2026-10', stations: ['S001', 'S002'] },
    ['2026-10', '2'],
  ],
  'netting-even': [{ code: 'netting-even', month: '2026-10' }, ['2026-10']],
  'books-differ': [{ code: 'books-differ', open: 17 }, ['17']],
  'beneficiary-not-allowed': [{ code: 'beneficiary-not-allowed', relation: 'friend' }, ['friend']],
  'to-oneself': [{ code: 'to-oneself', member: li }, []],
  'not-a-hold': [{ code: 'not-a-hold', entry: 'e-17' }, ['e-17']],
  'cannot-reverse': [{ code: 'cannot-reverse', entry: 'e-17', kind: 'hold' }, ['e-17']],
  'reason-unknown': [{ code: 'reason-unknown', reason: 'mood' }, ['mood']],
  'group-too-large': [{ code: 'group-too-large', size: 2300, most: 2000 }, ['2300', '2000']],
  'grant-dates': [{ code: 'grant-dates', until: day }, ['2026', '21']],
  'nothing-granted': [{ code: 'nothing-granted', member: li }, []],
  'name-unreadable': [{ code: 'name-unreadable', name: '??' }, ['??']],
  'phone-unreadable': [{ code: 'phone-unreadable', phone: '1381' }, ['1381', '11']],
  'pin-unreadable': [{ code: 'pin-unreadable' }, ['6']],
  'needs-second-person': [
    { code: 'needs-second-person', act: 'people:unmask', member: 'm1' },
    ['14'],
  ],
  'too-many-looks': [{ code: 'too-many-looks', most: 30 }, ['30']],
  'guardian-consent-missing': [{ code: 'guardian-consent-missing', under: 14 }, ['14']],
  'hours-left': [{ code: 'hours-left', member: 'm1', available: 150, shortfall: 30 }, ['2', '30']],
  'bookings-open': [{ code: 'bookings-open', member: 'm1', count: 2 }, ['2']],
  'person-exists': [{ code: 'person-exists', member: li }, []],
  'number-taken': [{ code: 'number-taken', kind: 'number', number: 'V0012' }, ['V0012']],
  'person-ambiguous': [{ code: 'person-ambiguous', members: ['a', 'b', 'c'] }, ['3']],
  'login-taken': [{ code: 'login-taken', login: 'chen' }, ['chen']],
  'password-weak': [
    {
      code: 'password-weak',
      lacks: ['short', 'long', 'classes', 'common', 'login', 'before'],
      least: 12,
      classes: 3,
      remembered: 5,
    },
    ['12', '128', '3', '5'],
  ],
  'passwords-differ': [{ code: 'passwords-differ' }, []],
  'second-factor-needed': [{ code: 'second-factor-needed', act: 'reviews:write' }, []],
  'wrong-code': [{ code: 'wrong-code' }, []],
  'message-code-wrong': [{ code: 'message-code-wrong', left: 3 }, ['3']],
  'message-code-over': [{ code: 'message-code-over' }, []],
  'messages-stopped': [
    { code: 'messages-stopped', by: 'soon', until: Date.UTC(2026, 10, 21, 6, 5) },
    ['14:05'],
  ],
  'card-locked': [{ code: 'card-locked' }, []],
  'card-taken': [{ code: 'card-taken' }, []],
  'not-checked': [{ code: 'not-checked', what: 'document' }, []],
  'over-proxy-limit': [
    { code: 'over-proxy-limit', month: '2026-11-01', stands: h(3), adds: h(2), most: h(4) },
    ['11', '3', '2', '4'],
  ],
  'proxy-ended': [{ code: 'proxy-ended' }, []],
  'proxy-scope': [{ code: 'proxy-scope', scope: 'book' }, []],
  'proxy-terms': [{ code: 'proxy-terms', what: 'monthly' }, ['1', '40']],
  'call-by-another': [{ code: 'call-by-another', entry: 'e-17' }, []],
  'confirmation-wrong': [{ code: 'confirmation-wrong', by: 'code' }, ['4']],
  'passkey-refused': [{ code: 'passkey-refused', why: 'late' }, []],
  'outside-refused': [{ code: 'outside-refused', why: 'unreachable' }, []],
  'unknown-login': [{ code: 'unknown-login', login: 'wang9' }, ['wang9']],
  'unknown-row': [{ code: 'unknown-row', table: 'staff', key: 'abc' }, ['abc']],
  'own-post': [{ code: 'own-post' }, []],
  'duties-apart': [{ code: 'duties-apart', role: 'auditor', held: 'city' }, []],
  'token-dates': [{ code: 'token-dates', until: '2031-01-02', most: day }, ['2031', '2026']],
  'device-needed': [{ code: 'device-needed' }, []],
  'device-refused': [{ code: 'device-refused', why: 'code' }, []],
  'code-unreadable': [{ code: 'code-unreadable', what: 'station', given: 'S-?' }, ['S-?']],
  'sheet-refused': [{ code: 'sheet-refused', fault: 'hours-unreadable', at: 'E7' }, ['E7', '3:00']],
  'wrong-sign-in': [{ code: 'wrong-sign-in' }, []],
  locked: [{ code: 'locked', until: 1_795_500_000_000 }, [':']],
  'signed-out': [{ code: 'signed-out' }, []],
  'no-room': [{ code: 'no-room', why: 'full', retryAfter: 60 }, []],
  busy: [{ code: 'busy', retryAfter: 2 }, ['2']],
}

const codes = Object.keys(EACH) as readonly RefusalCode[]

describe.each(['zh', 'en'] as const)('a refusal is told in %s', (language) => {
  test.each(codes)('%s', (code) => {
    const [refusal, facts] = EACH[code]
    for (const rules of [guangzhou, nanjing]) {
      const told = sentence(refusal, { language, rules })
      expect(faultsOf(told, language)).toEqual([])
      expect(told.length).toBeGreaterThan(10)
      expect(told).toMatch(language === 'zh' ? /[。）]$/ : /\.$/)
      if (rules === guangzhou) expect(facts.filter((fact) => !told.includes(fact))).toEqual([])
    }
  })

  test('people and stations are called by their names, never by an id', () => {
    const names = { name: () => 'Li Mei', station: () => 'Yanyun West' }
    for (const code of codes) {
      if (code === 'unknown-member' || code === 'unknown-station') continue
      const told = sentence(EACH[code][0], { language, rules: guangzhou, ...names })
      expect(told).not.toMatch(/M7Q2|S00\d/)
      expect(faultsOf(told, language)).toEqual([])
    }
    const nameless = codes.map((code) => sentence(EACH[code][0], { language, rules: guangzhou }))
    expect(nameless.filter((told) => told.includes(li))).toEqual([])
  })
})

test('a long day says who reviews it, from the rules of the city', () => {
  const [refusal] = EACH['needs-approval']
  expect(sentence(refusal, { language: 'zh', rules: guangzhou })).toBe(
    '这位志愿者 11月21日 已记 5 小时，再记 5 小时共 10 小时，超过 8 小时，须由镇街复核（8—12 小时）。请先办预约，服务完成后再确认，时数会报请复核。',
  )
  const longer = { ...refusal, adds: minutes(481) } as typeof refusal
  expect(sentence(longer, { language: 'zh', rules: guangzhou })).toContain(
    '须由市级复核（12 小时以上）',
  )
  expect(sentence(longer, { language: 'en', rules: guangzhou })).toContain(
    'the city (above 12 hours)',
  )
  expect(sentence(refusal, { language: 'zh', rules: nanjing })).toContain(
    '须由市级复核（8 小时以上）',
  )
})

test('a booking is told in its own words', () => {
  const to = { language: 'zh', rules: guangzhou } as const
  const past = { code: 'day-before-start', day: '2026-11-20', start: day } as const
  expect(sentence(past, to)).not.toContain('期初')
  expect(sentence({ ...past, start: guangzhou.began }, to)).toContain('期初')
  expect(sentence({ code: 'not-allowed', act: 'grants:write' }, to)).toContain('“发放关爱时数”')
  expect(sentence({ code: 'cannot-reverse', entry: 'e-1', kind: 'hold' }, to)).toContain('取消预约')
})

test('nobody is blamed', () => {
  for (const code of codes) {
    expect(sentence(EACH[code][0], { language: 'zh', rules: guangzhou })).not.toMatch(
      /错误|非法|失败|违规|无效|你/,
    )
    expect(sentence(EACH[code][0], { language: 'en', rules: guangzhou })).not.toMatch(
      /invalid|illegal|failed|error|your fault/i,
    )
  }
})

test('what is typed is shown short and on one line', () => {
  const told = sentence(
    { code: 'name-unreadable', name: `x\n${'长'.repeat(500)}` },
    { language: 'zh', rules: guangzhou },
  )
  expect(told.length).toBeLessThan(80)
  expect(told).not.toContain('\n')
})

test('the field is a JSON pointer, and a busy house says when to come back', () => {
  for (const code of codes) expect(field(EACH[code][0]) ?? '/ok').toMatch(/^\/[a-zA-Z]+$/)
  expect(field({ code: 'day-closed', station: 'S001', day })).toBe('/servedOn')
  expect(field({ code: 'day-closed', station: 'S001', day }, { id: 'x', day })).toBe('/day')
  expect(field({ code: 'day-closed', station: 'S001', day }, { id: 'x' })).toBeUndefined()
  expect(field({ code: 'busy', retryAfter: 2 })).toBeUndefined()
  expect(retry({ code: 'busy', retryAfter: 2 })).toBe(2)
  expect(retry({ code: 'no-room', why: 'read-only', retryAfter: 60 })).toBe(60)
  expect(retry({ code: 'to-oneself', member: li })).toBeUndefined()
})
