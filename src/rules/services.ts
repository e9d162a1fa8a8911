/**
 * Services (服务项目) a station gives, with stable codes. Prices are in minutes;
 * a service without one is given but not redeemed. Shared by cities until a
 * city decides its own list.
 */
import { type Minutes, minutes } from '../ledger/minutes.ts'
import type { Service } from './city.ts'

const service = (code: string, zh: string, en: string, price?: number): Service => ({
  code,
  name: { zh, en },
  ...(price === undefined ? {} : { price: minutes(price) as Minutes }),
})

export const SERVICES: readonly Service[] = [
  service('haircut', '理发', 'Haircut', 60),
  service('meal', '助餐', 'Meal', 60),
  service('clinic', '陪诊', 'Company to the clinic', 120),
  service('cleaning', '居家清洁', 'Home cleaning', 120),
  service('company', '陪伴聊天', 'Company at home', 60),
  service('health', '健康监测', 'Health check', 60),
  service('repair', '小修小补', 'Small repairs', 60),
  service('phone', '手机学习', 'Learning the phone', 60),
  service('laundry', '衣物洗涤', 'Laundry', 60),
  service('activity', '社区活动', 'Community activity'),
  service('delivery', '送餐上门', 'Meal delivery'),
  service('hotline', '红棉守护电访', 'Hotline calls'),
  service('kitchen', '饭堂帮厨', 'Help in the canteen kitchen'),
  service('training', '培训学习', 'Training'),
  service('other', '其他志愿服务', 'Other service'),
]

/** Why an entry may be undone (更正原因). */
export const REASONS = [
  'wrong-person',
  'wrong-minutes',
  'wrong-day',
  'twice',
  'not-served',
  'withdrawn',
  'other',
] as const
