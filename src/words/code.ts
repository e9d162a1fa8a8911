/** Words of signing in with a phone: its number, the code that comes, and who of a family it is. */
const zh = {
  title: '用手机登录',
  phone: '手机号',
  phoneHint: '在站点登记时留的号码',
  ask: '获取验证码',
  withCard: '用卡登录',
  withCardHint: '没有手机，或收不到短信？带卡来，或请站点工作人员办理',
  withPhone: '用手机登录',
  codeTitle: '输入验证码',
  sentTo: (phone: string, minutes: number) =>
    `如果 ${phone} 在站点登记过，验证码已经发出，${minutes} 分钟内有效`,
  code: '短信里的 6 位数字',
  again: '没有收到？过一分钟再获取一次',
  otherPhone: '换一个号码',
  never: '工作人员不会问您要验证码，请不要告诉任何人',
  who: '请问您是哪一位？',
  whoHint: '这个手机号登记了几位家人',
  endOfNumber: (end: string) => `编号尾数 ${end}`,
}

const en: typeof zh = {
  title: 'Sign in with your phone',
  phone: 'Mobile number',
  phoneHint: 'The number you gave at the station',
  ask: 'Get a code',
  withCard: 'Sign in with a card',
  withCardHint: 'No phone, or no message? Bring your card, or ask the staff of a station',
  withPhone: 'Sign in with your phone',
  codeTitle: 'Type the code',
  sentTo: (phone, minutes) =>
    `If ${phone} is registered at a station, a code is on its way; it is good for ${minutes} min`,
  code: 'The 6 digits of the message',
  again: 'No message? Ask for another after a minute',
  otherPhone: 'Another number',
  never: 'Staff never ask for the code. Please tell it to nobody',
  who: 'Which of you is it?',
  whoHint: 'This phone is registered for several people of a family',
  endOfNumber: (end) => `number ending in ${end}`,
}

export const code = { zh, en }
