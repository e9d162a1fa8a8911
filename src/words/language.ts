/**
 * Which language a person is spoken to in. Chinese is the house's own and the
 * answer whenever nothing else was asked for.
 */
export type Language = 'zh' | 'en'

export const LANGUAGES: readonly Language[] = ['zh', 'en']

/** What the person chose wins over what the browser says. */
export function pickLanguage(acceptLanguage?: string, wanted?: string): Language {
  return languageIn(wanted ?? '') ?? preferred(acceptLanguage ?? '') ?? 'zh'
}

/** As `<html lang>` wants it. */
export function languageTag(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en'
}

function languageIn(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0]
  return LANGUAGES.find((language) => language === primary)
}

/** RFC 9110 §12.5.4: the greatest q wins, the earlier of two equal ones, and q=0 is a no. */
function preferred(header: string): Language | undefined {
  let best: Language | undefined
  let bestWeight = 0
  for (const item of header.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = item.split(';')
    const language = languageIn(tag)
    const asked = parameters
      .map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1])
      .find(Boolean)
    const weight = asked === undefined ? 1 : Number(asked)
    if (language === undefined || weight <= bestWeight) continue
    best = language
    bestWeight = weight
  }
  return best
}
