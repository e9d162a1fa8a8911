/** What a short message says. It goes to a phone that anyone may be holding: no name in it but a masked one, no hours. */
import type { Language } from './language.ts'
import { monthDayText } from './reading.ts'

type Facts = Readonly<Record<string, string>>
type Template =
  | 'code'
  | 'proxy-granted'
  | 'proxy-ended'
  | 'undo-told'
  | 'undo-dropped'
  | 'undo-carried'
  | 'order-claimed'
  | 'order-closed'
  | 'activity-soon'
  | 'grant-ends'
  | 'activity-tomorrow'
  | 'booking-tomorrow'
  | 'booking-moved-up'
  | 'booking-off'
  | 'booking-changed'
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
  'undo-told': ({ day = '', until = '', phone = '' }, zh) =>
    zh
      ? `您 ${day} 的一条时数记录可能有误，正在核实，暂时不能使用。有不同意见可在 ${until} 前向站点或街道提出，电话 ${phone}。`
      : `A record of yours of ${day} may be wrong and is being looked into; it cannot be used meanwhile. You may object until ${until}: ${phone}.`,
  'undo-dropped': ({ day = '' }, zh) =>
    zh
      ? `您 ${day} 的时数记录已核实无误，恢复使用。`
      : `Your record of ${day} was found right and can be used again.`,
  'undo-carried': ({ day = '', phone = '' }, zh) =>
    zh
      ? `您 ${day} 的时数记录已更正，原因和凭据可在时间手册查看，电话 ${phone}。`
      : `Your record of ${day} was corrected; the reason stands in your time book. ${phone}`,
  'order-claimed': ({ number = '', day = '', phone = '' }, zh) =>
    zh
      ? `您的服务已安排，${day}上门，志愿者编号 ${number}。来人不是这个编号，请不要开门，拨 ${phone}。`
      : `Your service is arranged for ${day}; volunteer ${number}. If somebody else comes, do not open and call ${phone}.`,
  'order-closed': ({ phone = '' }, zh) =>
    zh
      ? `您的服务已办结。不满意请拨 ${phone}，我们重新办理。`
      : `Your request is closed. Not satisfied? Call ${phone}.`,
  'activity-soon': ({ day = '', time = '', place = '' }, zh) =>
    zh
      ? `提醒：您报名的活动 ${day} ${time} 开始，地点 ${place}。来不了请尽早取消，把名额让给别人。`
      : `Reminder: your activity is on ${day} at ${time}, ${place}. If you cannot come, please cancel early.`,
  'grant-ends': ({ hours = '', until = '', phone = '' }, zh) =>
    zh
      ? `您的关爱时数还有 ${hours}，到 ${until} 为止。想用可到站点或拨 ${phone}。`
      : `You have ${hours} of granted hours until ${until}. To use them call ${phone}.`,
  'booking-tomorrow': ({ title = '', where = '', day = '', from = '', phone = '' }, zh) =>
    zh
      ? `您预约的“${title}”${monthDayText(day, 'zh')} ${from} 开始，地点：${where}。来不了请先取消，或拨 ${phone}。`
      : `Your booking “${title}” is on ${monthDayText(day, 'en')} at ${from}, ${where}. If you cannot come, cancel first or call ${phone}.`,
  'booking-moved-up': ({ title = '', where = '', day = '', from = '', phone = '' }, zh) =>
    zh
      ? `您候补的“${title}”约上了，${monthDayText(day, 'zh')} ${from} 开始，地点：${where}。来不了请先取消，或拨 ${phone}。`
      : `You have it now: “${title}”, ${monthDayText(day, 'en')} at ${from}, ${where}. If you cannot come, cancel or call ${phone}.`,
  'booking-off': ({ title = '', day = '', from = '', phone = '' }, zh) =>
    zh
      ? `站点取消了您预约的“${title}”（${monthDayText(day, 'zh')} ${from}），不用到场。占用的时数已退回。改约请拨 ${phone}。给您添麻烦了。`
      : `The station called off your booking “${title}” (${monthDayText(day, 'en')} at ${from}). Hours held are given back. To book again call ${phone}. We are sorry.`,
  'booking-changed': ({ title = '', day = '', from = '', phone = '' }, zh) =>
    zh
      ? `“${title}”的开放时间改了，您 ${monthDayText(day, 'zh')} ${from} 的预约不在新时间内。预约还在，站点会和您商量，也可拨 ${phone}。`
      : `The opening of “${title}” has changed, and your booking of ${monthDayText(day, 'en')} at ${from} is outside it. It stands; the station will talk to you, or call ${phone}.`,
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
