/** Words about people's own data: who looked at it, what is taken along, who it is erased for. */
import {
  type EraseReason,
  type GuardianRelation,
  type Leftover,
  MINOR_UNDER,
  type UnmaskReason,
} from '../rules/privacy.ts'

const zh = {
  looks: '谁看过我的信息',
  looksHint: '工作人员查看、导出或修改过您的资料，都记在这里，最近的在最前面。',
  looksNone: '还没有人看过您的资料。',
  looksWhen: '时间',
  looksWho: '谁',
  looksWhat: '做了什么',
  looksWhy: '原因',
  looksNotDone: '（未能办理）',
  looksMore: '看更早的',
  oneself: '您本人',
  system: '系统',
  program: (name: string) => `程序：${name}`,
  visitor: '未登录的人',
  somebody: '工作人员',
  at: (role: string, place: string) => `${place} ${role}`,

  record: '我的全部记录',
  recordHint: '这里是我们保存的、关于您的全部资料。可以打印，也可以下载带走。',
  recordDownload: '下载（JSON 文件）',
  recordPerson: '个人资料',
  recordReadings: '时数',
  recordLines: '每一笔',
  born: '出生年月',
  guardianBy: '监护人同意',
  idTail: '证件号后四位',
  card: '卡号',
  outside: '其他编号',

  eraseAsk: '申请注销',
  eraseAskHint:
    '注销后，姓名、电话、卡和密码都会删除，不能恢复；服务记录不再与您有关。提交后请到站点当面确认。',
  eraseAsked: (when: string) => `您在 ${when} 申请了注销，请到站点当面确认。`,
  eraseAskedDone: '已收到您的注销申请，请带证件或卡到站点当面确认。',

  whole: '查看完整资料',
  wholeHint: '查看会记入本人的“谁看过我的信息”。请选原因，只在办理需要时查看。',
  wholeReason: '原因',
  wholeOnce: '只显示这一次，离开本页后须重新说明原因。',
  wholeBack: '回到这个人',

  child: '14 岁以下儿童',
  minor: '未成年人（14—17 岁）',

  erase: '注销此人',
  eraseTitle: (name: string) => `注销 ${name}`,
  eraseWarning: '姓名、电话、卡、密码将永久删除，不能恢复。账本保持完整，明细只显示“已注销人员”。',
  eraseReason: '原因',
  eraseLeft: '剩余时数怎样处理',
  eraseNow: '确认注销',
  eraseDone: '已注销。此人的资料已删除，账本保持完整。',
  erasePending: (when: string) => `本人于 ${when} 申请注销，请当面核对后办理。`,
  bornLabel: '出生年月',
  bornHint: `如 2015-03；未满 ${MINOR_UNDER} 周岁的请填写`,
  guardianTitle: '未满 14 周岁：监护人书面同意',
  guardianHint: '监护人在纸质同意书上签名，拍照上传。系统只保存照片的校验码，原件由站点保管。',
  guardianName: '监护人姓名',
  guardianRelation: '与本人的关系',
  guardianDay: '签署日期',
  guardianPaper: '同意书照片',
}

const en: typeof zh = {
  looks: 'Who looked at my data',
  looksHint: 'Whenever staff look at, take out or change your data it is kept here, newest first.',
  looksNone: 'Nobody has looked at your data yet.',
  looksWhen: 'When',
  looksWho: 'Who',
  looksWhat: 'What was done',
  looksWhy: 'Why',
  looksNotDone: ' (was not done)',
  looksMore: 'Earlier ones',
  oneself: 'Yourself',
  system: 'The system',
  program: (name) => `A program: ${name}`,
  visitor: 'Somebody not signed in',
  somebody: 'Staff',
  at: (role, place) => `${role}, ${place}`,

  record: 'My whole record',
  recordHint: 'This is everything we keep about you. You can print it, or take it along as a file.',
  recordDownload: 'Download (a JSON file)',
  recordPerson: 'Personal data',
  recordReadings: 'Hours',
  recordLines: 'Every line',
  born: 'Born',
  guardianBy: 'Consent of a guardian',
  idTail: 'Last 4 of the identity number',
  card: 'Card',
  outside: 'Other numbers',

  eraseAsk: 'Ask to be erased',
  eraseAskHint:
    'Your name, phone, card and PIN are then deleted for good, and the records lead to nobody. Please confirm at the station afterwards.',
  eraseAsked: (when) => `You asked to be erased on ${when}. Please confirm at the station.`,
  eraseAskedDone: 'Your request was received. Please bring a document or your card to the station.',

  whole: 'Look at the whole record',
  wholeHint: 'The person is told of it. Please say why, and look only where the work needs it.',
  wholeReason: 'Reason',
  wholeOnce: 'Shown this once; after leaving the page a reason is needed again.',
  wholeBack: 'Back to this person',

  child: 'Child under 14',
  minor: 'Minor (14 to 17)',

  erase: 'Erase this person',
  eraseTitle: (name) => `Erase ${name}`,
  eraseWarning:
    'Name, phone, card and PIN are deleted for good. The books stay whole; statements say “erased person”.',
  eraseReason: 'Reason',
  eraseLeft: 'What becomes of hours that are left',
  eraseNow: 'Erase now',
  eraseDone: 'Erased. The data is gone, the books are whole.',
  erasePending: (when) => `They asked to be erased on ${when}. Please check face to face.`,
  bornLabel: 'Month of birth',
  bornHint: `As 2015-03; needed below ${MINOR_UNDER}`,
  guardianTitle: 'Under 14: written consent of a guardian',
  guardianHint:
    'The guardian signs the paper; upload a photo of it. Only a checksum of the photo is kept, the paper stays at the station.',
  guardianName: 'Name of the guardian',
  guardianRelation: 'Relation',
  guardianDay: 'Signed on',
  guardianPaper: 'Photo of the paper',
}

export const privacy = { zh, en }

const UNMASK: Readonly<Record<UnmaskReason, readonly [zh: string, en: string]>> = {
  identity: ['核对身份', 'To check an identity'],
  call: ['电话联系', 'To call'],
  visit: ['上门服务', 'To visit at home'],
  correction: ['更正资料', 'To correct the data'],
  other: ['其他', 'Another reason'],
}

const RELATIONS: Readonly<Record<GuardianRelation, readonly [zh: string, en: string]>> = {
  parent: ['父母', 'parent'],
  grandparent: ['祖父母或外祖父母', 'grandparent'],
  sibling: ['成年兄姐', 'grown-up sibling'],
  other: ['其他监护人', 'another guardian'],
}

const ERASE: Readonly<Record<EraseReason, readonly [zh: string, en: string]>> = {
  'asked-by-person': ['本人要求', 'Asked for by the person'],
  'asked-by-guardian': ['监护人要求', 'Asked for by the guardian'],
  'asked-by-law': ['依法办理', 'Required by law'],
  'term-over': ['保存期已满', 'The term of keeping is over'],
}

const LEFT: Readonly<Record<Leftover, readonly [zh: string, en: string]>> = {
  none: ['没有剩余', 'Nothing is left'],
  donate: [
    '捐给公益时间池（关爱时数不能捐，留在账上）',
    'Donate to a pool (granted hours cannot be, and stay)',
  ],
  leave: ['留在账上，不再使用', 'Leave them unused'],
}

export function eraseReason(reason: EraseReason, language: 'zh' | 'en'): string {
  return ERASE[reason][language === 'zh' ? 0 : 1]
}

export function leftoverText(left: Leftover, language: 'zh' | 'en'): string {
  return LEFT[left][language === 'zh' ? 0 : 1]
}

export function unmaskReason(reason: UnmaskReason, language: 'zh' | 'en'): string {
  return UNMASK[reason][language === 'zh' ? 0 : 1]
}

export function guardianRelation(relation: GuardianRelation, language: 'zh' | 'en'): string {
  return RELATIONS[relation][language === 'zh' ? 0 : 1]
}
