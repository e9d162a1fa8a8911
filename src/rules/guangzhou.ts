/**
 * Guangzhou's rules, second version: the second person came with it. Where a figure comes from: 1 hour is one
 * point, redeemed in whole points from 100 h served, stored to 1,500 h
 * (公益时间 rules); the star ladder 100/300/600/1000/1500; approval of a day
 * above 8 h and 12 h (i志愿). What Guangzhou has not published (what happens
 * above the cap, the grant budget) is a setting, and is marked so.
 */
import { minutes } from '../ledger/minutes.ts'
import { type CityRules, hours } from './city.ts'
import { REVIEW } from './review-settings.ts'
import { REASONS, SERVICES } from './services.ts'

export const guangzhou: CityRules = {
  version: 'guangzhou/2',
  city: { code: '4401', name: { zh: '广州市', en: 'Guangzhou' } },
  words: {
    product: { zh: '红棉时间', en: 'Kapok Time' },
    point: { zh: '时间积分', en: 'time points' },
  },
  began: '2019-06-20',
  minutesPerPoint: minutes(60),
  wholePoints: true,
  gate: hours(100),
  stars: [hours(100), hours(300), hours(600), hours(1000), hours(1500)],
  // Setting: Guangzhou has said "for now 1,500" and nothing of what lies above.
  cap: { most: hours(1500), overflow: 'pool', pool: 'city' },
  tiers: [
    { most: hours(8), by: 'at-once' },
    { most: hours(12), by: 'street' },
    { most: hours(24), by: 'city' },
  ],
  review: REVIEW,
  step: minutes(1),
  serviceMost: hours(24),
  beneficiaries: ['self', 'spouse', 'lineal', 'hardship'],
  spendingOrder: ['granted', 'earned', 'paper'],
  // Setting: no budget has been published.
  grantBudget: hours(100_000),
  giftable: true,
  expiry: 'none',
  interest: 'never',
  cash: 'never',
  services: SERVICES,
  reversalReasons: REASONS,
}
