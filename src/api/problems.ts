/** A refusal as RFC 9457 problem details: one status a code, a sentence in the caller's language, a pointer to the field. */
import type * as z from 'zod'
import type { Actor, Bank } from '../bank/ports.ts'
import type { Passwords } from '../gate/password.ts'
import type { Refusal } from '../ledger/refusal.ts'
import type { Language } from '../words/language.ts'
import { sentence } from '../words/refusal.ts'
import { field, retry } from '../words/refusal-field.ts'

/** What the API asks of a bank: also whether a PIN is right. */
export type ApiBank = Bank & { readonly passwords: Passwords }

export interface Asking {
  readonly bank: ApiBank
  readonly actor: Actor
  readonly language: Language
}

export interface Fault {
  readonly pointer: string
  readonly detail: string
}

const STATUS: Readonly<Partial<Record<Refusal['code'], number>>> = {
  'unknown-entry': 404,
  'unknown-member': 404,
  'unknown-station': 404,
  'unknown-organisation': 404,
  'unknown-service': 404,
  'unknown-pool': 404,
  'unknown-review': 404,
  'unknown-order': 404,
  'unknown-contract': 404,
  'unknown-visit': 404,
  'unknown-undo': 404,
  'unknown-paper': 404,
  'unknown-activity': 404,
  'unknown-item': 404,
  'unknown-bookable': 404,
  'unknown-claim': 404,
  'unknown-voucher': 404,
  'unknown-ending': 404,
  'not-allowed': 403,
  'not-second-person': 403,
  'review-level': 403,
  'signed-out': 401,
  'second-factor-needed': 403,
  'needs-second-person': 403,
  'too-many-looks': 429,
  'unknown-row': 404,
  'own-post': 403,
  'device-needed': 403,
  busy: 503,
  'no-room': 503,
}

type Both = readonly [zh: string, en: string]

const TITLES: Readonly<Record<number, Both>> = {
  400: ['读不出请求内容', 'The request could not be read'],
  401: ['请先登录', 'Please sign in'],
  403: ['没有办理权限', 'Not part of your duties'],
  404: ['没有找到', 'Not found'],
  413: ['内容太大', 'Too large'],
  415: ['须用 JSON', 'JSON is needed'],
  421: ['网址不对', 'Not the address of this service'],
  422: ['暂不能办理', 'Cannot be done as asked'],
  429: ['请求太多', 'Too many requests'],
  500: ['系统故障', 'A fault of the system'],
  406: ['没有这种格式', 'Not made in this form'],
  503: ['请稍后再试', 'Please try again shortly'],
}

/** Nos that are about HTTP and not about hours. */
const PLAIN = {
  'malformed-json': [400, '请求正文不是 UTF-8 的 JSON。', 'The body is not JSON in UTF-8.'],
  'no-actor': [401, '请先登录，或带上令牌。', 'Please sign in, or send a token.'],
  'other-site': [
    403,
    '这个请求来自别的网站，没有办理。',
    'This request came from another site and was not carried out.',
  ],
  'unknown-route': [404, '没有这个地址，请看 /api/v1/docs。', 'No such address; see /api/v1/docs.'],
  'no-printer': [
    406,
    '这里不能生成 PDF，请打开页面打印。',
    'No PDF is made here; please print the page.',
  ],
  'nothing-there': [404, '这里还没有内容。', 'There is nothing here yet.'],
  'too-large': [
    413,
    '请求正文超过 1 MB，请分批提交。',
    'The body is over 1 MB; please send it in parts.',
  ],
  'not-json': [
    415,
    '请用 Content-Type: application/json 提交。',
    'Please send it as Content-Type: application/json.',
  ],
  encoded: [
    415,
    '请求正文不要压缩，去掉 Content-Encoding 再提交。',
    'Please send the body as it is, without Content-Encoding.',
  ],
  'too-deep': [
    400,
    '请求正文嵌套太深，或项目太多。',
    'The body is nested too deep, or has too many names.',
  ],
  'other-host': [421, '请用公布的网址访问。', 'Please use the address that is published.'],
  'too-many': [
    429,
    '请求太多，请按 Retry-After 的秒数稍后再试。',
    'Too many requests; please try again after the seconds of Retry-After.',
  ],
  invalid: [422, '有些内容须改正，见 errors。', 'Some fields need correcting; see errors.'],
  'not-now': [
    503,
    '系统暂时不能记录，请稍后再试。',
    'Nothing can be recorded just now; please try again shortly.',
  ],
  fault: [
    500,
    '系统故障，已记录。可用同一编号再提交，不会重复记。',
    'A fault of the system; it was noted. Sending again with the same id records nothing twice.',
  ],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>

export type PlainCode = keyof typeof PLAIN

export function plainProblem(
  language: Language,
  code: PlainCode,
  errors?: readonly Fault[],
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [status, zh, en] = PLAIN[code]
  const detail = language === 'zh' ? zh : en
  return respond(language, status, { code, detail, ...(errors ? { errors } : {}) }, { ...headers })
}

/** The status, sentence and facts of a refusal; `order` says which of its fields it is about. */
export function problem(asking: Asking, refusal: Refusal, order: object = {}): Response {
  const { code, detail, errors, ...facts } = told(asking, refusal, order)
  const seconds = retry(refusal)
  const headers = seconds === undefined ? {} : { 'Retry-After': `${seconds}` }
  const status = STATUS[code as Refusal['code']] ?? 422
  return respond(asking.language, status, { code, detail, errors, ...facts }, headers)
}

export interface Told {
  readonly code: string
  readonly detail: string
  readonly errors?: readonly Fault[]
}

export function told(asking: Asking, refusal: Refusal, order: object, under = ''): Told {
  const { language, bank } = asking
  if (isOfAnother(asking.actor, refusal)) {
    const detail =
      language === 'zh' ? '对方现在不能再得到这么多时间。' : 'The other member cannot take so much.'
    return { code: refusal.code, detail, errors: [{ pointer: `${under}/minutes`, detail }] }
  }
  const detail = sentence(refusal, { language, rules: bank.rules })
  const at = pointerOf(refusal, order)
  const { code, ...facts } = refusal
  return {
    ...facts,
    code,
    detail,
    ...(at === undefined ? {} : { errors: [{ pointer: `${under}${at}`, detail }] }),
  }
}

/** Where several fields name members, the one whose value was refused. */
function pointerOf(refusal: Refusal, order: object): string | undefined {
  if (refusal.code === 'unknown-member') {
    const found = Object.entries(order).find(([, value]) => value === refusal.member)
    if (found) return `/${found[0]}`
  }
  return field(refusal, order)
}

/** What another member owns is nobody's to be told, not even as the reason of a no. */
function isOfAnother(actor: Actor, refusal: Refusal): boolean {
  return actor.kind === 'member' && refusal.code === 'over-cap' && refusal.member !== actor.member
}

function respond(
  language: Language,
  status: number,
  body: { readonly code: string; readonly [fact: string]: unknown },
  headers: Record<string, string> = {},
): Response {
  const [zh, en] = TITLES[status] ?? ['暂不能办理', 'Cannot be done']
  const title = language === 'zh' ? zh : en
  const text = JSON.stringify({ type: `urn:kapok:refusal:${body.code}`, title, status, ...body })
  const challenge: Record<string, string> = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Language': language === 'zh' ? 'zh-CN' : 'en',
      'Cache-Control': 'no-store',
      Vary: 'Accept-Language, Authorization, Cookie',
      ...challenge,
      ...headers,
    },
  })
}

/** What a schema found wrong, each with a JSON Pointer to where. */
export function faultsIn(error: z.ZodError, language: Language): readonly Fault[] {
  return error.issues.slice(0, 100).flatMap((issue): readonly Fault[] => {
    const detail = faultText(issue)[language === 'zh' ? 0 : 1]
    if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(issue.path), detail }]
    return issue.keys
      .slice(0, 20)
      .map((key) => ({ pointer: pointer([...issue.path, key]), detail }))
  })
}

function pointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}

const CUSTOM: Readonly<Record<string, Both>> = {
  span: ['签退须晚于签到。', 'Sign-out must be later than sign-in.'],
  twice: ['这个编号在同一批里用了两次。', 'This id stands twice in the batch.'],
  both: ['after 与 before 只能用一个。', 'Use either after or before.'],
}

function faultText(issue: z.core.$ZodIssue): Both {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined && issue.expected !== 'int')
        return [`须填写，类型为 ${issue.expected}。`, `Needed; a value of type ${issue.expected}.`]
      return [`类型须为 ${issue.expected}。`, `Must be of type ${issue.expected}.`]
    case 'unrecognized_keys':
      return ['没有这一项。', 'There is no such field.']
    case 'too_small':
      return [`不得小于 ${issue.minimum}。`, `Must not be below ${issue.minimum}.`]
    case 'too_big':
      return [`不得大于 ${issue.maximum}。`, `Must not be above ${issue.maximum}.`]
    case 'invalid_format':
      return ['格式不对，请看接口文档。', 'Not in the form the document asks for.']
    case 'invalid_value':
      return [`须为：${issue.values.join('、')}。`, `Must be one of: ${issue.values.join(', ')}.`]
    case 'custom':
      return CUSTOM[String(issue.params?.['fault'])] ?? ['内容不对。', 'Not valid.']
    default:
      return ['内容不对。', 'Not valid.']
  }
}
