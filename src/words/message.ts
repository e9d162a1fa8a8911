/** What a short message says. It goes to a phone that anyone may be holding: no name in it but a masked one, no hours. */
import type { Language } from './language.ts'
import { monthDayText } from './reading.ts'

type Facts = Readonly<Record<string, string>>
type Template =
  | 'code'
  | 'proxy-granted'
  | 'proxy-ended'
  | 'activity-tomorrow'
  | 'activity-moved-up'
  | 'activity-cancelled'

const TEXTS: Readonly<Record<Template, (facts: Facts, zh: boolean) => string>> = {
  code: ({ code = '', minutes = '' }, zh) =>
    zh
      ? `登录验证码 ${code}，${minutes} 分钟内有效。工作人员不会问您要验证码，请不要告诉别人。`
      : `Your sign-in code is ${code}, good for ${minutes} min. Staff never ask for it; tell nobody.`,
  'proxy-granted': ({ elder = '', relative = '', until = '' }, zh) =>
    zh
      ? `${elder} 已同意由 ${relative} 代办时间积分，到 ${until} 为止。不是本人同意的，请马上告诉服务站点，可拨反诈专线 96110。`
      : `${elder} has let ${relative} act for them until ${until}. If that was not agreed, tell the station at once; anti-fraud 96110.`,
  'proxy-ended': ({ elder = '', relative = '' }, zh) =>
    zh
      ? `${relative} 为 ${elder} 代办的授权已经结束。`
      : `${relative} may no longer act for ${elder}.`,
  'activity-tomorrow': ({ title = '', where = '', day = '', from = '' }, zh) =>
    zh
      ? `您报名的“${title}”${monthDayText(day, 'zh')} ${from} 开始，地点：${where}。去不了请先取消报名，让给候补的人。`
      : `“${title}” begins on ${monthDayText(day, 'en')} at ${from}: ${where}. If you cannot come, please cancel first.`,
  'activity-moved-up': ({ title = '', where = '', day = '', from = '' }, zh) =>
    zh
      ? `您候补的“${title}”有名额了，${monthDayText(day, 'zh')} ${from} 开始，地点：${where}。去不了请先取消报名。`
      : `You have a place now: “${title}”, ${monthDayText(day, 'en')} at ${from}, ${where}. If you cannot come, please cancel.`,
  'activity-cancelled': ({ title = '', day = '' }, zh) =>
    zh
      ? `“${title}”（${monthDayText(day, 'zh')}）已经取消，不用到场。给您添麻烦了。`
      : `“${title}” (${monthDayText(day, 'en')}) was called off. We are sorry for the trouble.`,
}

export function messageText(
  template: Template,
  facts: Facts,
  { product, language = 'zh' }: { readonly product: string; readonly language?: Language },
): string {
  const zh = language === 'zh'
  const said = TEXTS[template](facts, zh)
  return zh ? `【${product}】${said}` : `[${product}] ${said}`
}
