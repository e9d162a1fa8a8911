/**
 * Passwords that everybody thinks of (ASVS 6.2.4, 6.2.11). A list of finished
 * ones would miss what people add to please a rule ("Password2026!"), so the
 * words are listed and whatever is only made of them is common.
 */

/** First what lists of leaked passwords begin with, then what people here would add. */
const WORDS = [
  'password passwort passwd passw pass pwd admin administrator root user guest test demo login',
  'welcome letmein access master secret change changeme default system server office temp',
  'iloveyou love baby angel princess sunshine monkey dragon shadow football baseball superman',
  'batman michael jordan charlie daniel thomas jessica ashley hunter killer trustno freedom hello',
  'whatever computer internet google apple samsung huawei xiaomi tencent alibaba taobao wechat',
  'weixin qq baidu china chinese beijing shanghai guangzhou guangdong shenzhen nanjing canton',
  'woaini aini woaiwojia wode mima woshi nihao zhongguo zhonghua laogong laopo baobao',
  'xiaoming wangwei zhangwei liwei wang zhang chen huang liang',
  'kapok hongmian mumian hongmianshijian shijian shijianyinhang timebank time bank zhiyuanzhe',
  'zhiyuan volunteer yigong shegong shequ zhan gongzuo station clerk staff',
  'spring summer autumn winter january february march april june july august september',
  'october november december monday tuesday friday sunday',
  'one two three four five six seven eight nine ten abc abcd xyz the my is a i u you me of at',
].flatMap((line) => line.split(' '))

const KNOWN: ReadonlySet<string> = new Set(WORDS)
const LONGEST_WORD = Math.max(...WORDS.map(({ length }) => length))

/** Neighbours on a keyboard and in the alphabet. */
const RUNS = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  'qazwsxedcrfvtgbyhnujmikolp',
  '01234567890123456789',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
].flatMap((run) => [run, Array.from(run).reverse().join('')])

/** A run this long is one on purpose. */
const RUN_LEAST = 3

/** How letters are dressed up as something else. */
const DRESSED: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

export function isCommon(password: string): boolean {
  const text = password.toLowerCase()
  if (new Set(text).size <= 4 || isRepeated(text)) return true
  return isMadeOf(text)
}

/** "abc123abc123". */
function isRepeated(text: string): boolean {
  return /^(.{1,6}?)\1+.?$/u.test(text)
}

/** Whether nothing is left when common words (plain or dressed), runs, digits and marks are taken out. */
function isMadeOf(text: string): boolean {
  const undressed = Array.from(text)
    .map((sign) => DRESSED[sign] ?? sign)
    .join('')
  const reached = new Set([0])
  for (let at = 0; at < text.length; at++) {
    if (!reached.has(at)) continue
    if (/[^\p{L}]/u.test(text.charAt(at))) reached.add(at + 1)
    for (let to = at + 1; to <= Math.min(at + LONGEST_WORD, text.length); to++)
      if (KNOWN.has(undressed.slice(at, to))) reached.add(to)
    for (let to = at + RUN_LEAST; to <= text.length && isRun(text.slice(at, to)); to++)
      reached.add(to)
  }
  return reached.has(text.length)
}

function isRun(piece: string): boolean {
  return new Set(piece).size === 1 || RUNS.some((run) => run.includes(piece))
}
