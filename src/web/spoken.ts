/** A few words the verification page needs and src/words has not; they belong there. */
import type { Language } from '../words/language.ts'

const zh = {
  noScript: '这一页要用浏览器的脚本在您的设备上核对。脚本没有打开时，可以请站点工作人员核对。',
  unreadable: '文件读不出来，请换一个，或把回执内容粘贴到这里',
  account: '账户',
  line: '账户内行号',
  log: '账目',
  key: '密钥',
}

const en: typeof zh = {
  noScript:
    'This page checks with a script in your own browser. Where scripts are off, the staff of a station can check the receipt.',
  unreadable: 'The file could not be read. Choose another, or paste the text of the receipt here',
  account: 'Account',
  line: 'Line of the account',
  log: 'Log',
  key: 'Key',
}

export function spoken(language: Language): typeof zh {
  return language === 'zh' ? zh : en
}
