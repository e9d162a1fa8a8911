/**
 * What the pages for elders are read aloud in, and may be written in: a
 * language of the house, or 粤语 as it is said in Guangzhou. Only those pages
 * have it; where a word of theirs has none, they say it in Chinese.
 */
import { elder } from './elder.ts'
import { yue } from './elder-yue.ts'
import type { Language } from './language.ts'
import { type Pages, pages } from './pages.ts'

export type Tongue = Language | 'yue'

/** As a browser names a voice, and as `lang` names a text. */
export function tongueTag(tongue: Tongue): 'zh-CN' | 'zh-HK' | 'en' {
  return tongue === 'yue' ? 'zh-HK' : tongue === 'zh' ? 'zh-CN' : 'en'
}

export function wordsIn(tongue: Tongue): Pages {
  return tongue === 'yue' ? YUE : pages(tongue)
}

const zh = pages('zh')

/** Each group of the elders' whole or by the sentences their pages have: one that is missing does not compile. */
const YUE: Pages = {
  ...zh,
  elder: { ...elder.zh, ...yue.elder },
  order: { ...zh.order, ...yue.order },
  calendar: { ...zh.calendar, ...yue.calendar },
  catalogue: { ...zh.catalogue, ...yue.catalogue },
  common: { ...zh.common, ...yue.common },
  complete: { ...zh.complete, ...yue.complete },
  paid: { ...zh.paid, ...yue.paid },
  privacy: { ...zh.privacy, ...yue.privacy },
  proxy: { ...zh.proxy, ...yue.proxy },
  signin: { ...zh.signin, ...yue.signin },
}
