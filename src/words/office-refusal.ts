/** Sentences of the security office: posts, tokens and computers that cannot be as asked. */
import type { DeviceFault } from '../ledger/refusal.ts'
import { roleName } from './office.ts'
import { dayText, quoted } from './reading.ts'
import type { Sentences } from './refusal.ts'

type Both = readonly [zh: string, en: string]

const ROWS: Readonly<Record<'staff' | 'token' | 'device' | 'handover' | 'hook', Both>> = {
  staff: ['工作人员', 'staff'],
  token: ['接口令牌', 'token'],
  device: ['站点电脑', 'computer'],
  handover: ['移交', 'handover'],
  hook: ['推送订阅', 'subscription'],
}

const DEVICE: Readonly<Record<DeviceFault, Both>> = {
  code: [
    '登记码不对、已用过，或已超过十分钟。请站点负责人再发一个。',
    'The code is wrong, was used, or is older than ten minutes. Please ask the head of the station for another.',
  ],
  key: [
    '这台电脑的浏览器没有给出可用的密钥。请换用较新的浏览器再登记。',
    'The browser of this computer gave no key that can be used. Please enrol with a newer one.',
  ],
  name: [
    '请给这台电脑起个名字，最多 30 个字，如“前台电脑”。',
    'Please give the computer a name of at most 30 letters, as “front desk”.',
  ],
  unproved: [
    '没有核对出这台电脑。请再试一次；还不行，请重新登记。',
    'This computer could not be checked. Please try again, or enrol it anew.',
  ],
  ended: [
    '这台电脑已停用。请站点负责人重新登记。',
    'This computer has been ended. Please have the head of the station enrol it anew.',
  ],
  elsewhere: [
    '这台电脑登记在另一个站点，在这里不能用。',
    'This computer is enrolled at another station and does not count here.',
  ],
}

export const OFFICE: Pick<
  Sentences,
  'unknown-row' | 'own-post' | 'duties-apart' | 'token-dates' | 'device-needed' | 'device-refused'
> = {
  'unknown-row': (no, _to, zh) =>
    zh
      ? `没有编号为${quoted(no.key)}的${ROWS[no.table][0]}，或者已经停用。`
      : `There is no ${ROWS[no.table][1]} ${quoted(no.key)}, or it has ended.`,
  'own-post': (_no, _to, zh) =>
    zh
      ? '自己的岗位不能自己改，请另一位安全管理员办理。'
      : 'Nobody changes their own post. Please ask another of the security office.',
  'duties-apart': (no, to, zh) =>
    zh
      ? `这个人已经是${roleName(no.held, to.language)}，不能再任${roleName(no.role, to.language)}：系统、安全、审计三种职责须由不同的人担任。`
      : `This person is ${roleName(no.held, to.language)} already and cannot be ${roleName(no.role, to.language)} too: system, security and audit are held by different people.`,
  'token-dates': (no, to, zh) =>
    zh
      ? `令牌最长用一年，最后一天须在今天到 ${dayText(no.most, to.language)} 之间，${dayText(no.until, to.language)} 不行。`
      : `A token lasts a year at most: its last day is from today to ${dayText(no.most, to.language)}, and ${dayText(no.until, to.language)} is not.`,
  'device-needed': (_no, _to, zh) =>
    zh
      ? '本站只能在登记过的电脑上办理。请换一台登记过的电脑，或请站点负责人登记这一台。'
      : 'This station works only from computers that are enrolled. Please use one, or ask the head of the station to enrol this.',
  'device-refused': (no, _to, zh) => DEVICE[no.why][zh ? 0 : 1],
}
