/**
 * Nanjing's rules as far as they are published: hours to 1,500, what lies above
 * is donated or honoured, no gate to spending, services for people of 60 and
 * over. It stands here to show that a city is data.
 */
import { minutes } from '../ledger/minutes.ts'
import { type CityRules, hours } from './city.ts'
import { REVIEW } from './review-settings.ts'
import { REASONS, SERVICES } from './services.ts'

export const nanjing: CityRules = {
  version: 'nanjing/2',
  city: { code: '3201', name: { zh: '南京市', en: 'Nanjing' } },
  words: { product: { zh: '时间存折', en: 'Time passbook' }, point: { zh: '小时', en: 'hours' } },
  began: '2019-12-01',
  minutesPerPoint: minutes(60),
  wholePoints: false,
  gate: minutes(0),
  stars: [hours(100), hours(300), hours(600), hours(1000), hours(1500)],
  cap: { most: hours(1500), overflow: 'pool', pool: 'city' },
  tiers: [
    { most: hours(8), by: 'at-once' },
    { most: hours(24), by: 'city' },
  ],
  review: REVIEW,
  step: minutes(30),
  serviceMost: hours(12),
  beneficiaries: ['self', 'spouse', 'lineal'],
  spendingOrder: ['granted', 'earned', 'paper'],
  grantBudget: hours(50_000),
  giftable: true,
  expiry: 'none',
  interest: 'never',
  cash: 'never',
  services: SERVICES,
  reversalReasons: REASONS,
}
