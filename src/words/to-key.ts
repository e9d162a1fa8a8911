/** Words of the list of what has to be keyed into another system (待补录清单). */
const zh = {
  title: '待补录清单',
  hint: '本站当月记录、i志愿里还没有的时数。请按清单到 i志愿 逐条补录，录好一条勾一条。',
  noUpload: '本系统不会自动上传到 i志愿，勾选只是记下谁在什么时候录过。',
  month: '服务月份',
  show: '看清单',
  none: '这个月没有要补录的时数。',
  left: (open: number, all: number) => `还有 ${open} 条没有补录，共 ${all} 条`,
  tick: '录好的',
  keyed: (who: string, time: string) => `${who}，${time} 已补录`,
  takeBack: '勾错了，取消',
  save: '记下勾选的',
  saved: '已记下',
  xlsx: '下载 Excel',
  csv: '下载 CSV',
  outside: 'i志愿编号',
  times: '签到签退',
  hours: '服务时数',
  choose: (what: string) => `勾选：${what}`,
}

const en: typeof zh = {
  title: 'To be keyed in',
  hint: 'Hours recorded here in the month that i-Volunteer does not have yet. Key them in there one by one, and tick each.',
  noUpload:
    'Nothing is sent to i-Volunteer by this system. A tick only says who keyed it in, and when.',
  month: 'Month of service',
  show: 'Show',
  none: 'Nothing has to be keyed in for this month.',
  left: (open, all) => `${open} left to key in, of ${all}`,
  tick: 'Keyed in',
  keyed: (who, time) => `keyed in by ${who}, ${time}`,
  takeBack: 'Ticked by mistake',
  save: 'Save the ticks',
  saved: 'Saved',
  xlsx: 'As Excel',
  csv: 'As CSV',
  outside: 'i-Volunteer number',
  times: 'In and out',
  hours: 'Hours',
  choose: (what) => `Tick: ${what}`,
}

export const toKey = { zh, en }
