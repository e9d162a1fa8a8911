/** What a short message says. It goes to a phone that anyone may be holding: no name in it but a masked one, no hours. */
import type { Language } from './language.ts'
import { hoursText, monthDayText } from './reading.ts'

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
  | 'order-provided'
  | 'order-unclaimed'
  | 'grant-ends'
  | 'hold-ended'
  | 'order-urgent'
  | 'orders-due'
  | 'days-open'
  | 'grants-due'
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
  'order-claimed': ({ number = '', day = '', phone = '', home = '' }, zh) => {
    const when = day === '' ? '' : monthDayText(day, zh ? 'zh' : 'en')
    if (home === '')
      return zh
        ? `您的服务已有志愿者认领${when && `，${when}提供`}，志愿者编号 ${number}。有疑问请拨 ${phone}。`
        : `A volunteer will do it${when && ` on ${when}`}: number ${number}. Questions: ${phone}.`
    return zh
      ? `您的服务已安排${when && `，${when}上门`}，志愿者编号 ${number}。来人不是这个编号，请不要开门，拨 ${phone}。`
      : `Your service is arranged${when && ` for ${when}`}; volunteer ${number}. If somebody else comes, do not open and call ${phone}.`
  },
  'order-closed': ({ phone = '' }, zh) =>
    zh
      ? `您的服务已办结。不满意请拨 ${phone}，我们重新办理。`
      : `Your request is closed. Not satisfied? Call ${phone}.`,
  'order-provided': ({ number = '', day = '', phone = '' }, zh) =>
    zh
      ? `您的服务已安排，${day === '' ? '' : monthDayText(day, 'zh')}由签约机构上门（合同 ${number}），您的时间没有扣。来人说不出到访码，请不要开门，拨 ${phone}。`
      : `A provider comes to you${day === '' ? '' : ` on ${monthDayText(day, 'en')}`} (contract ${number}); none of your time is taken. If they cannot say the visit code, do not open and call ${phone}.`,
  'order-unclaimed': ({ number = '', type = '' }, zh) =>
    zh
      ? `工单 ${number}（${type}）到时没有人认领，可以转签约机构或邻近站点。请登录办理。`
      : `Nobody claimed order ${number} (${type}) in time; it can be handed on. Please sign in.`,
  'grant-ends': ({ minutes = '0', until = '', phone = '' }, zh) =>
    zh
      ? `您的关爱时数还有 ${hoursText(Number(minutes), 'zh')}，到 ${monthDayText(until, 'zh')} 为止。想用可到站点或拨 ${phone}。`
      : `You have ${hoursText(Number(minutes), 'en')} of granted hours until ${monthDayText(until, 'en')}. To use them call ${phone}.`,
  'hold-ended': ({ day = '', minutes = '0', phone = '' }, zh) =>
    zh
      ? `您预约在 ${monthDayText(day, 'zh')} 的服务没有办理，占用的 ${hoursText(Number(minutes), 'zh')} 已退回，可以再用。有疑问请拨 ${phone}。`
      : `Your booking of ${monthDayText(day, 'en')} was not carried out; the ${hoursText(Number(minutes), 'en')} held for it can be used again. Questions: ${phone}.`,
  'order-urgent': ({ number = '', type = '', time = '' }, zh) =>
    zh
      ? `紧急工单 ${number}（${type}），${time} 前要处理。请马上登录查看。`
      : `Urgent: order ${number} (${type}), to be dealt with by ${time}. Please sign in now.`,
  'orders-due': ({ soon = '0', late = '0' }, zh) =>
    zh
      ? `工单提醒：已超时 ${late} 张，快到期 ${soon} 张。请登录办理。`
      : `Orders: ${late} past their deadline, ${soon} due soon. Please sign in.`,
  'grants-due': ({ soon = '0', late = '0' }, zh) =>
    zh
      ? `资助公布提醒：已逾期 ${late} 项，7 天内到期 ${soon} 项。请登录办理。`
      : `Grants to be published: ${late} late, ${soon} within 7 days. Please sign in.`,
  'days-open': ({ days = '0', holds = '0' }, zh) =>
    zh
      ? `日结提醒：还有 ${days} 天没有日结，${holds} 个预约过了服务日期还没确认。请登录办理。`
      : `Closing: ${days} days are not closed, ${holds} bookings are past their day and not confirmed. Please sign in.`,
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
