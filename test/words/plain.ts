/** What no sentence may be: empty, broken, in the wrong language, or in the words the law keeps for banks. */
const BANNED = /银行|存款|提现|利息|会员|时间币|用户/

export function faultsOf(text: string, language: 'zh' | 'en'): readonly string[] {
  const faults: string[] = []
  if (text.trim().length < 1) faults.push('empty')
  if (BANNED.test(text)) faults.push('banned word')
  if (/undefined|NaN|\[object|null|\$\{/.test(text)) faults.push('a hole')
  if (/ {2}|。。|，，|：：/.test(text)) faults.push('doubled marks')
  if (language === 'en' && /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(text)) {
    faults.push('Chinese in English')
  }
  if (language === 'zh' && /[\p{Script=Han}] ?[,;?!](?!\d)/u.test(text))
    faults.push('half-width marks')
  return faults.map((fault) => `${fault}: ${text}`)
}
