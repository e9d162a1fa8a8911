/** What an event of the audit journal is called: on 谁看过我的信息, and for those who audit. */
import type { EventAct, EventReason } from '../rules/events.ts'
import type { Language } from './language.ts'

type Both = readonly [zh: string, en: string]

const ACTS: Readonly<Record<EventAct, Both>> = {
  'sign-in': ['登录', 'Signed in'],
  'sign-out': ['退出登录', 'Signed out'],
  locked: ['登录被暂停', 'Sign-in was locked'],
  refused: ['没有权限，未能办理', 'Was refused'],
  looked: ['查看了资料', 'Looked at the record'],
  'case-read': ['查看了个案记录', 'Read case notes'],
  'case-written': ['写了个案记录', 'Wrote a case note'],
  unmasked: ['查看了完整的姓名、电话或证件号', 'Looked at the full name, phone or identity number'],
  searched: ['查找时看到了这个人', 'Found the person in a search'],
  exported: ['导出了资料', 'Took data out'],
  'own-export': ['本人导出了自己的资料', 'Took out their own data'],
  'erase-asked': ['本人申请注销', 'Asked to be erased'],
  erased: ['注销并删除了资料', 'Erased the personal data'],
  consent: ['登记了同意书', 'Recorded a consent'],
  'showed-second-factor': ['做了第二步验证', 'Showed a second factor'],
  'changed-password': ['修改了密码', 'Changed the password'],
  'new-recovery-codes': ['换了新的备用码', 'Made new recovery codes'],
  'linked-outside': ['绑定了统一身份', 'Linked a sign-in elsewhere'],
  'unlinked-outside': ['解除了统一身份的绑定', 'Unlinked a sign-in elsewhere'],
  'ended-sessions': ['结束了别处的登录', 'Ended their other sessions'],
  'enrolled-passkey': ['添加了通行密钥', 'Added a passkey'],
  'enrolled-totp': ['添加了动态验证码', 'Added an authenticator app'],
  'removed-passkey': ['移除了通行密钥', 'Removed a passkey'],
  'removed-totp': ['移除了动态验证码', 'Removed an authenticator app'],
  'reset-pin': ['重设了 PIN', 'Reset the PIN'],
  'reset-password': ['重设了密码', 'Reset the password'],
  'reset-second-factor': ['重设了第二道验证', 'Reset the second factor'],
  'card-issued': ['发了新卡', 'Issued a card'],
  'card-voided': ['停用了卡', 'Voided a card'],
  'card-linked': ['绑定了随身的卡', 'Linked a card they carry'],
  'card-unlinked': ['解绑了随身的卡', 'Unlinked a card they carry'],
  'card-unlocked': ['解锁了卡', 'Unlocked a card'],
  'code-sent': ['发出登录验证码', 'Sent a sign-in code'],
  'proxy-granted': ['授权家属代办', 'Let a relative act for them'],
  'proxy-ended': ['取消家属代办', 'Ended a relative’s authority'],
  'acted-for': ['代本人办理', 'Acted for them'],
  'role-granted': ['授予岗位', 'Granted a role'],
  'role-ended': ['停用岗位', 'Ended a role'],
  'token-made': ['发了接口令牌', 'Made a token'],
  'token-ended': ['停用接口令牌', 'Ended a token'],
  'device-enrolled': ['登记了设备', 'Enrolled a device'],
  'device-ended': ['停用了设备', 'Ended a device'],
  'device-shown': ['在登记的电脑上登录', 'Showed that they are at an enrolled computer'],
  switched: ['同一台电脑换人', 'Took over at the same computer'],
  approved: ['复核通过', 'Approved'],
  rejected: ['复核驳回', 'Rejected'],
  escalated: ['转上级复核', 'Passed the review on to the next level'],
  'called-back': ['电话回访', 'Called back'],
  'signal-answered': ['处理了异常提示', 'Answered a find'],
  backup: ['做了备份', 'Made a backup'],
  restored: ['从备份恢复', 'Restored from a backup'],
  repaired: ['从备份修复', 'Repaired from a backup'],
  'settings-changed': ['修改了设置', 'Changed a setting'],
}

const REASONS: Readonly<Record<EventReason, Both>> = {
  wrong: ['密码或 PIN 不对', 'wrong password or PIN'],
  locked: ['试错太多次', 'too many wrong tries'],
  'not-allowed': ['不归这个岗位', 'not part of the role'],
  'other-site': ['来自别的网站', 'came from another site'],
  'too-many': ['请求太多', 'too many requests'],
  expired: ['已过期', 'expired'],
  left: ['已离职', 'has left'],
  lost: ['遗失', 'lost'],
  stolen: ['被盗', 'stolen'],
  damaged: ['损坏', 'damaged'],
  forgotten: ['忘记', 'forgotten'],
  'asked-by-person': ['本人要求', 'asked for by the person'],
  'asked-by-guardian': ['监护人要求', 'asked for by the guardian'],
  'asked-by-law': ['依法协助', 'required by law'],
  service: ['办理服务需要', 'needed for a service'],
  complaint: ['处理投诉', 'a complaint'],
  correction: ['更正差错', 'a correction'],
  check: ['例行核查', 'a routine check'],
  emergency: ['紧急情况', 'an emergency'],
  identity: ['核对身份', 'to check an identity'],
  call: ['电话联系', 'to call'],
  visit: ['上门服务', 'to visit at home'],
  'term-over': ['保存期已满', 'the term of keeping is over'],
  other: ['其他', 'another reason'],
}

export function actName(act: EventAct, language: Language): string {
  return ACTS[act][language === 'zh' ? 0 : 1]
}

export function eventReason(reason: EventReason, language: Language): string {
  return REASONS[reason][language === 'zh' ? 0 : 1]
}
