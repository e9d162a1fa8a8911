/** Words of paper vouchers: to give one out, to take one in. */
const zh = {
  title: '收时间券',
  hint: '扫券上的二维码，或输入号码。一张只能用一次，哪个站点都可以收。',
  code: '券上的号码',
  use: '收下并兑换',
  issue: '开时间券',
  issueHint: '时间先占用起来，到期没用就退回本人。券丢了，可以在这里退回再开。',
  hours: '多少小时',
  days: '几天内有效',
  issueSubmit: '开券并打印',
  paper: '时间券',
  holds: '可兑换',
  until: '有效到',
  give: '给哪个站点的工作人员都可以用，一张用一次。不收钱，不能买卖。',
  over: '这张券已经办结，不能再打印。',
}

const en: typeof zh = {
  title: 'Take a voucher',
  hint: 'Scan the code on the paper, or type its number. Each is good once, at any station.',
  code: 'Number on the voucher',
  use: 'Take it and redeem',
  issue: 'Give out a voucher',
  issueHint:
    'The hours are held; what is not used by its day goes back to the person. A lost one can be given back here.',
  hours: 'How many hours',
  days: 'Good for so many days',
  issueSubmit: 'Give out and print',
  paper: 'Time voucher',
  holds: 'Good for',
  until: 'Good to',
  give: 'Hand it to the staff of any station; it is good once. It is not sold or bought.',
  over: 'This voucher is over and cannot be printed again.',
}

export const vouchers = { zh, en }
