/** Sentences about members' own keys: codes by message, cards, proofs that a service was given. */
import type { MessageStop } from '../ledger/refusal.ts'
import { clockText, hoursText } from './reading.ts'
import type { Sentences } from './refusal.ts'

type Both = readonly [zh: string, en: string]

const STOPS: Readonly<Record<MessageStop, (until: string) => Both>> = {
  soon: (until) => [
    `验证码刚刚发过，请在 ${until} 以后再试。`,
    `A code was sent just now. Please try again after ${until}.`,
  ],
  phone: (until) => [
    `这个手机号今天要的验证码多了，请在明天 ${until} 以后再试。`,
    `This phone has had its codes for today. Please try again tomorrow after ${until}.`,
  ],
  address: (until) => [
    `这里要的验证码多了，请在 ${until} 以后再试。`,
    `Many codes were asked for from here. Please try again after ${until}.`,
  ],
  city: () => [
    '今天全市的短信额度已经用完，暂时发不出验证码。',
    'The city’s messages for today are used up, so no code can be sent.',
  ],
  gateway: () => ['短信暂时发不出去。', 'Messages cannot be sent just now.'],
  closed: () => ['这里没有开通短信验证码。', 'Codes by message are not set up here.'],
}

const SCOPES: Readonly<Record<string, Both>> = {
  view: ['查看', 'looking'],
  book: ['预约服务', 'booking'],
  redeem: ['到站兑换', 'redeeming'],
  other: ['其他业务', 'anything else'],
}

const TERMS: Readonly<Record<'scopes' | 'monthly' | 'until', Both>> = {
  scopes: ['请从列出的事项里选择代办范围。', 'Please choose from what is listed.'],
  monthly: [
    '每月额度请写 1 分钟到 40 小时之间的时间。',
    'The monthly limit is from 1 minute to 40 hours.',
  ],
  until: [
    '代办的截止日期须在今天以后、一年以内。',
    'The last day must be after today and within a year.',
  ],
}

const INSTEAD: Both = [
  '可以用卡登录，或到服务站点请工作人员办理。',
  'You can sign in with your card, or ask the staff of a station.',
]

export const MEMBER_KEYS: Pick<
  Sentences,
  | 'message-code-wrong'
  | 'message-code-over'
  | 'messages-stopped'
  | 'card-locked'
  | 'card-taken'
  | 'not-checked'
  | 'confirmation-wrong'
  | 'call-by-another'
  | 'over-proxy-limit'
  | 'proxy-ended'
  | 'proxy-scope'
  | 'proxy-terms'
> = {
  'message-code-wrong': (no, _to, zh) =>
    zh
      ? `验证码不对，请核对短信里的 6 位数字，还可以试 ${no.left} 次。`
      : `The code is not right. Please check the 6 digits of the message; tries left: ${no.left}.`,
  'message-code-over': (_no, _to, zh) =>
    zh
      ? '这个验证码已经失效，请重新获取一个。'
      : 'This code is no longer good. Please ask for a new one.',
  'messages-stopped': (no, _to, zh) => {
    const at = zh ? 0 : 1
    const said = STOPS[no.by](clockText(no.until))[at]
    return zh ? `${said}${INSTEAD[at]}` : `${said} ${INSTEAD[at]}`
  },
  'card-locked': (_no, _to, zh) =>
    zh
      ? '密码输错了五次，为了安全，这张卡已经锁上。请带身份证件到服务站点，请工作人员解开。'
      : 'The PIN was wrong five times, so this card is locked. Please bring an identity document to a station; the staff will unlock it.',
  'card-taken': (_no, _to, zh) =>
    zh
      ? '这张卡已经绑定过，请核对是谁的卡。'
      : 'This card is linked already. Please check whose it is.',
  'not-checked': (no, _to, zh) => {
    if (no.what === 'document')
      return zh
        ? '请先查验本人的身份证件，并勾选“已查验”。'
        : 'Please look at the person’s identity document first, and tick that you have.'
    return zh
      ? '请先当面核对本人，并在表上注明。'
      : 'Please check that it is the person first, and say on the form that you have.'
  },
  'over-proxy-limit': (no, _to, zh) => {
    const lang = zh ? 'zh' : 'en'
    const [stands, adds, most] = [no.stands, no.adds, no.most].map((one) => hoursText(one, lang))
    return zh
      ? `代办每月最多用 ${most}，${Number(no.month.slice(5, 7))} 月已用 ${stands}，这次要用 ${adds}。请本人办理，或到站点调整代办额度。`
      : `At most ${most} a month may be spent by a relative; ${stands} were in month ${Number(no.month.slice(5, 7))}, and this takes ${adds}. The person can do it themself, or the station can change the limit.`
  },
  'proxy-ended': (_no, _to, zh) =>
    zh
      ? '代办的授权已经结束。还需要代办的，请本人到站点，或在自己的页面上重新授权。'
      : 'The authority to act for this person has ended. They can give it anew at the station or on their own page.',
  'proxy-scope': (no, _to, zh) => {
    const name = SCOPES[no.scope]?.[zh ? 0 : 1] ?? ''
    return zh
      ? `本人没有授权代办${name && `“${name}”`}这一项，请由本人办理，或重新授权。`
      : `The person has not let you do this for them${name && ` (${name})`}. They can do it themself, or let you anew.`
  },
  'proxy-terms': (no, _to, zh) => TERMS[no.what][zh ? 0 : 1],
  'call-by-another': (_no, _to, zh) =>
    zh
      ? '这次服务是您确认完成的，请由另一位工作人员，或街道的同事电话回访。'
      : 'You completed this service yourself. Please let somebody else of the station, or of the street office, make the call.',
  'confirmation-wrong': (no, _to, zh) => {
    if (no.by === 'call')
      return zh
        ? '这个人没有登记电话，不能用电话回访，请换一种方式确认。'
        : 'This person has no phone registered, so they cannot be called. Please confirm in another way.'
    if (no.by === 'code')
      return zh
        ? '到访码对不上，请看长者纸条上的 4 位数字，或换一种方式确认。'
        : 'The visit code is not right. Please look at the 4 digits on the slip, or confirm in another way.'
    return zh
      ? '密码不对，请长者再输一次，或换一种方式确认。'
      : 'The PIN is not right. Please try again, or confirm in another way.'
  },
}
