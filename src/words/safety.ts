/** Words of supervision and of safe visits: the notice that asks for an answer, who is cleared for homes, the scorecard. */
const zh = {
  notice: '督办单',
  noticeOpen: '打印督办单',
  noticeNumber: '编号',
  noticeTo: '承办站点',
  noticeBy: '回复期限',
  noticeSubject: '督办事项',
  noticeDue: '原办理期限',
  noticeText: '请在回复期限前办理，并把结果写回工单。',
  noticeSeal: '督办单位（盖章）',
  clearance: '上门服务资格',
  clearanceHint: '经过培训、审核的志愿者才能认领上门服务。填到期日；要停用，填昨天',
  clearanceNone: '没有上门服务资格',
  clearanceUntil: (day: string) => `有上门服务资格，到 ${day}`,
  until: '有效期到',
  policy: '保险报案号',
  results: '结果回填',
  resultsHint: '12345 和网格来件办结后，下载结果交回对方，再标记为已回填',
  resultsNone: '没有要回填的',
  resultsTold: '这些都已回填',
  resultsNote: '说明',
}

const en: typeof zh = {
  notice: 'Notice of supervision',
  noticeOpen: 'Print the notice',
  noticeNumber: 'Number',
  noticeTo: 'To',
  noticeBy: 'Reply by',
  noticeSubject: 'Subject',
  noticeDue: 'Was due',
  noticeText: 'Please deal with it by then and write the outcome into the order.',
  noticeSeal: 'Office (seal)',
  clearance: 'Clearance for visits',
  clearanceHint:
    'Only volunteers who are trained and cleared may go to a home. To end it, give yesterday',
  clearanceNone: 'Not cleared for visits',
  clearanceUntil: (day) => `Cleared for visits until ${day}`,
  until: 'Valid until',
  policy: 'Insurance case',
  results: 'Results to send back',
  resultsHint: 'Download the results for 12345 and the grid, then mark them as sent back',
  resultsNone: 'Nothing is to be sent back',
  resultsTold: 'All of these went back',
  resultsNote: 'Note',
}

export const safety = { zh, en }
