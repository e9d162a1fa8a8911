/** Words of the hours that are outstanding: how old they are, where they are, who stands behind them. */
const zh = {
  title: '未兑换时数',
  hint: '大家手上还没有用的时数：存了多久、在哪里、由谁记录。数目都从每一笔记录算出。',
  upTo: (day: string, seq: number) => `截至 ${day}，流水号 ${seq}`,
  total: '未兑换',
  people: (count: number) => `${count} 人`,
  coverage: '兑换率',
  coverageNone: '没有未兑换时数',
  percent: (percent: string) => `${percent}%`,
  coverageHint: (redeemed: string, outstanding: string) =>
    `近 12 个月兑换的时数（${redeemed}）÷ 现在未兑换的时数（${outstanding}）。兑换的时数：本范围人员兑换和完成预约用掉的，退回的不算。`,
  ages: '按存放时间',
  agesHint: '先得先用：用掉的总是最早的时数。取消预约退回的，仍按原来的日子算。',
  band: (from: number, to: number | undefined) =>
    to === undefined ? `${from} 个月以上` : from === 0 ? `${to} 个月以内` : `${from} 至 ${to} 个月`,
  accounts: '户数',
  hours: '时数',
  places: '按地方',
  district: '区',
  street: '镇街',
  station: '服务站点',
  organisations: '按记录单位',
  organisationsHint: '时数是哪家单位记录的，由哪家单位负责落实。',
  city: '市（期初余额等）',
  holding: '预约占用，按占用时间',
  suspense: '待核实，按挂账时间',
  nothing: '没有',
  idle: '一年没有用过的时数',
  idleHint: (count: number) =>
    `${count} 人有存放一年以上的时数。可以提醒他们：兑换、转赠家人，或捐给公益时间池。`,
  idleMost: (most: number) => `只列出最多的 ${most} 人。`,
  idleSince: '最早的日子',
  chart: '各存放时间的未兑换时数',
  wider: '看整个范围',
}

const en: typeof zh = {
  title: 'Outstanding hours',
  hint: 'Hours people have and have not used: how old they are, where they are, who recorded them. All of it is summed from the records.',
  upTo: (day, seq) => `up to ${day}, number ${seq}`,
  total: 'Outstanding',
  people: (count) => `${count} people`,
  coverage: 'Redemption ratio',
  coverageNone: 'nothing is outstanding',
  percent: (percent) => `${percent}%`,
  coverageHint: (redeemed, outstanding) =>
    `Hours redeemed in the last 12 months (${redeemed}) ÷ hours outstanding now (${outstanding}). Redeemed: used by people of this place at the counter and in bookings that were done, less what came back.`,
  ages: 'By age',
  agesHint:
    'First in, first out: the oldest hours are used first. What came back from a booking has the age it had.',
  band: (from, to) =>
    to === undefined
      ? `over ${from} months`
      : from === 0
        ? `up to ${to} months`
        : `${from} to ${to} months`,
  accounts: 'Accounts',
  hours: 'Hours',
  places: 'By place',
  district: 'District',
  street: 'Street',
  station: 'Station',
  organisations: 'By who recorded them',
  organisationsHint: 'The organisation that recorded the hours stands behind them.',
  city: 'the city (opening balances)',
  holding: 'Held for bookings, by how long',
  suspense: 'Waiting to be placed, by how long',
  nothing: 'none',
  idle: 'Hours unused for a year',
  idleHint: (count) =>
    `${count} people have hours a year old and older. Remind them: redeem, give to the family, or donate.`,
  idleMost: (most) => `Only the ${most} with most are listed.`,
  idleSince: 'Oldest day',
  chart: 'Outstanding hours by age',
  wider: 'The whole of it',
}

export const liability = { zh, en }
