/**
 * The fixed words of pages in one language, grouped by page. Each group is a
 * file with both languages side by side; English is typed by Chinese, so a key
 * that one of them lacks does not compile.
 */
import { card } from './card.ts'
import { code } from './code.ts'
import { complete } from './complete.ts'
import { account } from './account.ts'
import { common } from './common.ts'
import { day } from './day.ts'
import { desk } from './desk.ts'
import { device } from './device.ts'
import { elder } from './elder.ts'
import { hotline } from './hotline.ts'
import { intake } from './intake.ts'
import type { Language } from './language.ts'
import { office } from './office.ts'
import { order } from './order.ts'
import { passbook } from './passbook.ts'
import { position } from './position.ts'
import { privacy } from './privacy.ts'
import { proxy } from './proxy.ts'
import { receipt } from './receipt.ts'
import { reconcile } from './reconcile.ts'
import { review } from './reviewing.ts'
import { roster } from './roster.ts'
import { safety } from './safety.ts'
import { signin } from './signin.ts'

const GROUPS = {
  account,
  common,
  desk,
  device,
  office,
  order,
  hotline,
  safety,
  intake,
  passbook,
  elder,
  signin,
  code,
  card,
  complete,
  proxy,
  receipt,
  reconcile,
  roster,
  review,
  position,
  day,
  privacy,
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
    common: common[language],
    desk: desk[language],
    device: device[language],
    office: office[language],
    order: order[language],
    hotline: hotline[language],
    safety: safety[language],
    intake: intake[language],
    passbook: passbook[language],
    elder: elder[language],
    signin: signin[language],
    code: code[language],
    card: card[language],
    complete: complete[language],
    proxy: proxy[language],
    receipt: receipt[language],
    reconcile: reconcile[language],
    position: position[language],
    day: day[language],
    privacy: privacy[language],
    roster: roster[language],
    review: review[language],
  }
}
