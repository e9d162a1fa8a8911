/** Sentences of the sign-in: what a password lacks, why a code, a passkey or another issuer was of no use. */
import type { OutsideFault, PasskeyFault, PasswordLack, Refusal } from '../ledger/refusal.ts'
import { clockText, quoted } from './reading.ts'
import type { Sentences } from './refusal.ts'

type Both = readonly [zh: string, en: string]
type Weak = Extract<Refusal, { readonly code: 'password-weak' }>

const LACKS: Readonly<Record<PasswordLack, (no: Weak) => Both>> = {
  short: ({ least }) => [`至少 ${least} 个字符`, `have at least ${least} characters`],
  long: () => ['不超过 128 个字符', 'have at most 128 characters'],
  classes: ({ classes }) => [
    `小写字母、大写字母、数字、符号四类里至少用 ${classes} 类`,
    `mix at least ${classes} of lower case, upper case, digits and signs`,
  ],
  common: () => ['避开常见的词、连续键和年份', 'not be made of common words, key runs and years'],
  login: () => ['不能含登录名', 'not contain the login'],
  before: ({ remembered }) =>
    remembered > 1
      ? [`不能与最近 ${remembered} 次用过的相同`, `differ from the last ${remembered}`]
      : ['不能与现在的相同', 'differ from the present one'],
}

function passwordText(no: Weak, zh: boolean): string {
  const lacks = no.lacks.map((lack) => LACKS[lack](no)[zh ? 0 : 1])
  return zh
    ? `新密码还须：${lacks.join('；')}。`
    : `The new password still has to ${lacks.join('; ')}.`
}

const PASSKEY: Readonly<Record<PasskeyFault, Both>> = {
  unreadable: [
    '通行密钥没有验证成功，请再试一次，或改用密码。',
    'The passkey could not be verified. Please try again, or use the password.',
  ],
  late: ['等得久了，这次验证已失效，请再试一次。', 'That took too long. Please try again.'],
  unknown: [
    '这把通行密钥没有登记，或已移除。请用密码登录。',
    'This passkey is not registered, or was removed. Please use the password.',
  ],
  taken: ['这把通行密钥已经登记过。', 'This passkey is registered already.'],
  copied: [
    '这把通行密钥的计数不对，可能被复制。请改用密码登录，并移除这把密钥。',
    'The counter of this passkey is wrong: it may have been copied. Please use the password, and remove this passkey.',
  ],
  name: ['请给通行密钥起个名字，1—40 个字。', 'Please give the passkey a name of 1 to 40 letters.'],
}

const OUTSIDE: Readonly<Record<OutsideFault, Both>> = {
  'not-set-up': [
    '统一身份认证还没有接通，请用密码登录。',
    'Sign-in at the other issuer is not set up. Please use the password.',
  ],
  unreachable: [
    '统一身份认证暂时连不上，请稍后再试，或用密码登录。',
    'The other issuer cannot be reached now. Please try again later, or use the password.',
  ],
  denied: [
    '统一身份认证没有同意这次登录，请再试一次，或用密码登录。',
    'The other issuer did not agree to this sign-in. Please try again, or use the password.',
  ],
  late: [
    '这次登录等得久了，或在别的窗口做过，请从登录页重新开始。',
    'This sign-in took too long, or was done in another window. Please start again.',
  ],
  unproved: [
    '统一身份认证的回答没有通过核验，没有登录。请告知系统管理员。',
    'The answer of the other issuer did not verify, and nobody was signed in. Please tell whoever runs the system.',
  ],
  'not-linked': [
    '这个统一身份还没有绑定工作人员。请先用密码登录，在“我的账户”里绑定。',
    'Nobody of the staff is linked to this identity. Please sign in with the password first and link it in your account.',
  ],
  'linked-elsewhere': [
    '这个统一身份已绑定另一位工作人员，请告知安全管理员。',
    'This identity is linked to somebody else. Please tell the security office.',
  ],
}

export const SIGN_IN: Pick<
  Sentences,
  | 'password-weak'
  | 'wrong-sign-in'
  | 'locked'
  | 'passwords-differ'
  | 'second-factor-needed'
  | 'wrong-code'
  | 'passkey-refused'
  | 'outside-refused'
  | 'unknown-login'
  | 'signed-out'
> = {
  'password-weak': (no, _to, zh) => passwordText(no, zh),
  'wrong-sign-in': (_no, _to, zh) =>
    zh
      ? '账号与密码对不上，请核对后再试。'
      : 'The sign-in and the password do not match. Please check them and try again.',
  locked: (no, _to, zh) =>
    zh
      ? `连续输错多次，为保护账号，请在 ${clockText(no.until)} 以后再试。`
      : `There were several wrong tries. To protect the account, please try again after ${clockText(no.until)}.`,
  'passwords-differ': (_no, _to, zh) =>
    zh
      ? '两次输入的新密码不一样，请重新输入。'
      : 'The two new passwords differ. Please type them again.',
  'second-factor-needed': (_no, _to, zh) =>
    zh
      ? '办理这一项前，须先做第二步验证（动态码或通行密钥）。验证后接着办，填好的内容都在。'
      : 'This needs a second step of sign-in first: a code of your app or a passkey. What you have filled in is kept.',
  'wrong-code': (_no, _to, zh) =>
    zh
      ? '验证码不对，或已经用过。请等应用显示下一个，再输入。'
      : 'The code is not right, or was used already. Please wait for the next one and type it.',
  'passkey-refused': (no, _to, zh) => PASSKEY[no.why][zh ? 0 : 1],
  'outside-refused': (no, _to, zh) => OUTSIDE[no.why][zh ? 0 : 1],
  'unknown-login': (no, _to, zh) =>
    zh
      ? `没有登录名为${quoted(no.login)}的工作人员，请核对。`
      : `There is nobody of the staff with the login ${quoted(no.login)}. Please check it.`,
  'signed-out': (_no, _to, zh) =>
    zh ? '已退出登录，请重新登录。' : 'You are signed out. Please sign in again.',
}
