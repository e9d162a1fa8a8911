/** Words of a receipt (回执), of the slip it is printed on, and of the page that checks one. */
import type { Language } from './language.ts'

const zh = {
  title: '回执',
  slipTitle: '志愿服务时数回执',
  forWhom: '志愿者',
  number: '回执编号',
  what: '事项',
  change: '时数',
  balance: '余下',
  servedOn: '服务日期',
  recordedAt: '入账时间',
  station: '服务站点',
  organisation: '记录组织',
  rules: '规则版本',
  proofClass: '认定方式',
  seq: '流水号',
  scanToCheck: '扫码可以核对这张回执',
  keep: '请收好。账上若查不到这一笔，这张回执就是凭据。',
  correctedBy: (seq: number) => `这一笔已由第 ${seq} 号更正`,
  verifyTitle: '验证回执',
  verifyHint: '扫描回执上的二维码，或把回执内容粘贴到这里',
  verifyLocal: '核对在您的设备上完成，回执内容不会上传',
  verifyField: '回执内容',
  verifySubmit: '核对',
  valid: '回执是真的：签名正确，内容没有改动',
  validInTree: (size: number) => `并且就在公开账目中（封账点 ${size}）`,
  notInTree:
    '签名正确，但公开账目里这个位置不是它。请保留回执，马上联系市级平台：这张回执就是证据。',
  notYetInTree: '签名正确，等下一个封账点公布后，可以再核对是否入账',
  malformed: '这不是一张完整的回执，可能少扫或少贴了一段，请再试一次',
  notCanonical: '内容像回执，但写法被改动过，不能作数。请用原来的二维码核对',
  signatureWrong: '签名对不上：内容被改动过，或不是本平台开的回执',
  keyUnknown: '开这张回执的密钥不在公布的名单里，不能作数',
  keyNotForThisSeq: '这把密钥不负责这个流水号，不能作数',
  otherLog: (origin: string) => `这张回执是另一个平台（${origin}）开的，请到那里核对`,
  proofWrong: '位置证明对不上，请刷新后再核对一次',
  checkpointWrong: '封账点的签名对不上，请联系市级平台',
  checkpoint: '封账点',
  treeSize: '账目笔数',
  treeRoot: '根',
  howItWorks: '怎样核对的',
}

const en: typeof zh = {
  title: 'Receipt',
  slipTitle: 'Receipt of volunteer hours',
  forWhom: 'Volunteer',
  number: 'Number of the receipt',
  what: 'What',
  change: 'Hours',
  balance: 'Left',
  servedOn: 'Day of service',
  recordedAt: 'Recorded at',
  station: 'Station',
  organisation: 'Recorded by',
  rules: 'Rules',
  proofClass: 'How it was witnessed',
  seq: 'Number in the journal',
  scanToCheck: 'Scan to check this receipt',
  keep: 'Please keep it. If the books ever lack this line, the receipt is the evidence.',
  correctedBy: (seq) => `Corrected by number ${seq}`,
  verifyTitle: 'Check a receipt',
  verifyHint: 'Scan the QR code of the receipt, or paste its text here',
  verifyLocal: 'It is checked on your own device; the receipt is not sent anywhere',
  verifyField: 'Text of the receipt',
  verifySubmit: 'Check',
  valid: 'The receipt is genuine: its signature is right and nothing was changed',
  validInTree: (size) => `and it stands in the public books (checkpoint ${size})`,
  notInTree:
    'The signature is right, but the public books hold something else in this place. Keep the receipt and call the city office: it is evidence.',
  notYetInTree:
    'The signature is right. Once the next checkpoint is out, its place can be checked too',
  malformed: 'This is not a whole receipt; a part may be missing. Please try again',
  notCanonical:
    'It looks like a receipt, but its spelling was changed, so it does not count. Please use the QR code',
  signatureWrong: 'The signature does not fit: it was changed, or it is not a receipt of ours',
  keyUnknown: 'The key it was signed with is not on the published list, so it does not count',
  keyNotForThisSeq: 'That key does not sign this number in the journal, so it does not count',
  otherLog: (origin) =>
    `This receipt was given by another platform (${origin}); please check it there`,
  proofWrong: 'The proof of its place does not fit. Please reload and check again',
  checkpointWrong: 'The signature of the checkpoint does not fit. Please call the city office',
  checkpoint: 'Checkpoint',
  treeSize: 'Entries',
  treeRoot: 'Root',
  howItWorks: 'How it is checked',
}

export const receipt = { zh, en }

/** What checking a receipt can answer. */
export type ProofAnswer =
  | 'valid'
  | 'malformed'
  | 'not-canonical'
  | 'signature-wrong'
  | 'key-unknown'
  | 'key-not-for-this-seq'
  | 'not-in-tree'
  | 'proof-wrong'
  | 'checkpoint-wrong'

const ANSWERS = {
  valid: 'valid',
  malformed: 'malformed',
  'not-canonical': 'notCanonical',
  'signature-wrong': 'signatureWrong',
  'key-unknown': 'keyUnknown',
  'key-not-for-this-seq': 'keyNotForThisSeq',
  'not-in-tree': 'notInTree',
  'proof-wrong': 'proofWrong',
  'checkpoint-wrong': 'checkpointWrong',
} as const satisfies Readonly<Record<ProofAnswer, keyof typeof zh>>

export function proofAnswer(answer: ProofAnswer, language: Language): string {
  return receipt[language][ANSWERS[answer]]
}
