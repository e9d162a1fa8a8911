/**
 * The fixed words of pages in one language, grouped by page. Each group is a
 * file with both languages side by side; English is typed by Chinese, so a key
 * that one of them lacks does not compile.
 */
import { claim } from './claim.ts'
import { card } from './card.ts'
import { calendar } from './calendar.ts'
import { catalogue } from './catalogue.ts'
import { code } from './code.ts'
import { complete } from './complete.ts'
import { activity } from './activity.ts'
import { account } from './account.ts'
import { common } from './common.ts'
import { day } from './day.ts'
import { desk } from './desk.ts'
import { device } from './device.ts'
import { elder } from './elder.ts'
import { hotline } from './hotline.ts'
import { incoming } from './incoming.ts'
import { intake } from './intake.ts'
import { ending } from './ending-words.ts'
import type { Language } from './language.ts'
import { liability } from './liability.ts'
import { meals } from './meals.ts'
import { month } from './month.ts'
import { netting } from './netting.ts'
import { objection } from './objection.ts'
import { office } from './office.ts'
import { paid } from './paid.ts'
import { outbox } from './outbox.ts'
import { papers } from './papers.ts'
import { order } from './order.ts'
import { passbook } from './passbook.ts'
import { pools } from './pools.ts'
import { position } from './position.ts'
import { privacy } from './privacy.ts'
import { proxy } from './proxy.ts'
import { receipt } from './receipt.ts'
import { reconcile } from './reconcile.ts'
import { review } from './reviewing.ts'
import { roster } from './roster.ts'
import { safety } from './safety.ts'
import { signin } from './signin.ts'
import { notices } from './notices.ts'
import { partners } from './partners.ts'
import { undo } from './undo.ts'

import { topic } from './topic.ts'
import { toKey } from './to-key.ts'
import { vouchers } from './vouchers.ts'

const GROUPS = {
  account,
  activity,
  calendar,
  claim,
  common,
  desk,
  device,
  meals,
  pools,
  vouchers,
  ending,
  objection,
  office,
  order,
  outbox,
  hotline,
  topic,
  safety,
  incoming,
  intake,
  paid,
  papers,
  passbook,
  elder,
  signin,
  code,
  card,
  catalogue,
  complete,
  proxy,
  receipt,
  reconcile,
  roster,
  review,
  position,
  day,
  privacy,
  undo,
  partners,
  notices,
  liability,
  netting,
  month,
  toKey,
} as const

export type Pages = {
  readonly [Group in keyof typeof GROUPS]: Readonly<(typeof GROUPS)[Group]['zh']>
}

export function pages(language: Language): Pages {
  return PAGES[language]
}

const PAGES: Readonly<Record<Language, Pages>> = { zh: inLanguage('zh'), en: inLanguage('en') }

function inLanguage(language: Language): Pages {
  return {
    account: account[language],
    activity: activity[language],
    calendar: calendar[language],
    claim: claim[language],
    common: common[language],
    desk: desk[language],
    device: device[language],
    meals: meals[language],
    pools: pools[language],
    vouchers: vouchers[language],
    ending: ending[language],
    objection: objection[language],
    office: office[language],
    order: order[language],
    outbox: outbox[language],
    hotline: hotline[language],
    topic: topic[language],
    safety: safety[language],
    incoming: incoming[language],
    intake: intake[language],
    paid: paid[language],
    papers: papers[language],
    passbook: passbook[language],
    elder: elder[language],
    signin: signin[language],
    code: code[language],
    card: card[language],
    catalogue: catalogue[language],
    complete: complete[language],
    proxy: proxy[language],
    receipt: receipt[language],
    reconcile: reconcile[language],
    position: position[language],
    day: day[language],
    privacy: privacy[language],
    roster: roster[language],
    review: review[language],
    undo: undo[language],
    partners: partners[language],
    notices: notices[language],
    liability: liability[language],
    netting: netting[language],
    month: month[language],
    toKey: toKey[language],
  }
}
