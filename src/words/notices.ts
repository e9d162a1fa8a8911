/** Words of the pages on which people are told of things, and choose how. */
const zh = {
  title: '待送达的通知',
  hint: '这些长者没有手机，或要求书面通知。打印后当面交给本人，或贴在门上，再点“已送达”。',
  none: '没有要打印的通知。',
  who: '人员',
  what: '内容',
  since: '日期',
  print: '打印',
  done: '这些都已送达',
  told: (count: number) => `已记下 ${count} 条送达`,
  choose: '怎样通知我',
  chooseHint: '晚上九点到早上八点不会打扰您。更正通知一定会告诉您。',
  sms: '短信',
  wechat: '微信',
  email: '电子邮件',
  emailField: '邮箱（选电子邮件时填）',
  emailTaken: '这个邮箱已登记在另一个人名下，请换一个。',
  paper: '到站点取书面通知',
  noneAtAll: '不用通知',
  save: '保存',
  saved: '已保存',
}

const en: typeof zh = {
  title: 'Notices to hand over',
  hint: 'These people have no phone, or want it on paper. Print, hand it over, then say so.',
  none: 'Nothing to print.',
  who: 'Person',
  what: 'What',
  since: 'Day',
  print: 'Print',
  done: 'All of these are handed over',
  told: (count) => `${count} noted as handed over`,
  choose: 'How to tell me',
  chooseHint:
    'Never between nine at night and eight in the morning. Of an undoing you are always told.',
  sms: 'Message',
  wechat: 'WeChat',
  email: 'E-mail',
  emailField: 'E-mail address (for e-mail)',
  emailTaken: 'That address belongs to somebody else already. Please use another.',
  paper: 'On paper at the station',
  noneAtAll: 'Not at all',
  save: 'Save',
  saved: 'Saved',
}

export const notices = { zh, en }
