/**
 * Tokens that somebody might try to pass off as a receipt, each with a reason.
 * Where it can be, an attack is signed with the true key, so that it is the
 * rule it breaks that stops it and not merely the signature.
 */
import { createHmac } from 'node:crypto'
import { toBase64url } from '../../src/proof/base64.ts'
import type { KeySigner } from '../../src/proof/keys.ts'

export interface Attack {
  readonly name: string
  readonly token: string
}

const utf8 = new TextEncoder()
const url = (text: string | Uint8Array) =>
  toBase64url(typeof text === 'string' ? utf8.encode(text) : text)

const HEADER = '{"alg":"Ed25519","kid":"gz26a","typ":"tb-receipt+jwt"}'

async function signed(
  header: string,
  payload: string | Uint8Array,
  signer: KeySigner,
): Promise<string> {
  const text = `${url(header)}.${url(payload)}`
  return `${text}.${url(await signer.sign(utf8.encode(text)))}`
}

const ALGS = [
  'EdDSA',
  'ed25519',
  'ED25519',
  'Ed448',
  'ES256',
  'ES512',
  'RS256',
  'PS256',
  'HS512',
  'ML-DSA-44',
  'Ed25519 ',
  ' Ed25519',
  '',
  'Ed25519\\u0000',
  'dir',
  'A256KW',
]

const KIDS = [
  '',
  'gz26b',
  'GZ26A',
  'gz26a ',
  ' gz26a',
  '../../etc/passwd',
  '/dev/null',
  "gz26a' OR '1'='1",
  'gz26a"; DROP TABLE keys; --',
  "' UNION SELECT 'x",
  'gz26a\u0000',
  'gz26a|whoami',
  '$(id)',
  'http://evil.example/jwks',
  '__proto__',
  'constructor',
  'ɡz26a',
  'a'.repeat(300),
]

const TYPES = [
  '',
  'JWT',
  'jwt',
  'tb-receipt',
  'TB-RECEIPT+JWT',
  'tb-receipt+jwt ',
  'application/tb-receipt+jwt',
  'tb-session+jwt',
  'vc+jwt',
  'dpop+jwt',
  'tb-receipt+jwt\\u0000',
  'statuslist+jwt',
  'at+jwt',
  'logout+jwt',
  'tb-receipt+jws',
]

const NUMBERS = [
  '-0',
  '1.0',
  '1e3',
  '1E3',
  '0.5',
  '"60"',
  'null',
  'true',
  '[]',
  '{}',
  '9007199254740992',
  '1e309',
  '01',
  '+1',
  '0x10',
  'NaN',
  '-9007199254740992',
  '10000000000000000000000',
  '""',
]

const WORDS = [
  'null',
  '1',
  '[]',
  '""',
  '"\\u0000"',
  '"a b"',
  '"张三"',
  '"\\ud800"',
  `"${'x'.repeat(101)}"`,
  '"a\\"b"',
  '"a\\\\b"',
]

const JWK = '{"kty":"OKP","crv":"Ed25519","x":"Rfl0bqVlXpzEHfvQ6UuAFyNkEWXDvXWAMS6YPyrpyhI"}'

const NAMES_MORE = [
  `"jwk":${JWK}`,
  '"jku":"https://evil.example/jwks"',
  '"x5u":"https://evil.example/cert"',
  '"x5c":["MIIB"]',
  '"x5t":"abc"',
  '"crit":["b64"],"b64":false',
  '"b64":false',
  '"b64":true',
  '"crit":["exp"],"exp":1',
  '"crit":[]',
  '"crit":["alg"]',
  '"crit":["kid"]',
  '"crit":"b64"',
  '"zip":"DEF"',
  '"cty":"JWT"',
  '"enc":"A128GCM"',
  '"iss":"x"',
  '"alg":"Ed25519"',
  '"alg":"none"',
  '"kid":"gz26a"',
  '"kid":"other"',
  '"typ":"tb-receipt+jwt"',
  '"typ":"JWT"',
  '"\\u0061lg":"Ed25519"',
  '"\\u006bid":"gz26a"',
  '"__proto__":{"alg":"none"}',
  '"":""',
  '"nonce":null',
]

const WHOLE_HEADERS: readonly (readonly [string, string])[] = [
  ['alg twice, none first', '{"alg":"none","alg":"Ed25519","kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['kid twice, other first', '{"alg":"Ed25519","kid":"zz","kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['typ twice, other first', '{"alg":"Ed25519","kid":"gz26a","typ":"JWT","typ":"tb-receipt+jwt"}'],
  ['no alg', '{"kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['no kid', '{"alg":"Ed25519","typ":"tb-receipt+jwt"}'],
  ['no typ', '{"alg":"Ed25519","kid":"gz26a"}'],
  ['alg a list', '{"alg":["Ed25519"],"kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['alg null', '{"alg":null,"kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['kid a number', '{"alg":"Ed25519","kid":1,"typ":"tb-receipt+jwt"}'],
  ['kid an object', '{"alg":"Ed25519","kid":{"gz26a":1},"typ":"tb-receipt+jwt"}'],
  ['typ a list', '{"alg":"Ed25519","kid":"gz26a","typ":["tb-receipt+jwt"]}'],
  ['other order', '{"typ":"tb-receipt+jwt","alg":"Ed25519","kid":"gz26a"}'],
  ['a space in it', '{"alg": "Ed25519","kid":"gz26a","typ":"tb-receipt+jwt"}'],
  ['a space before it', ` ${HEADER}`],
  ['a newline after it', `${HEADER}\n`],
  ['a byte order mark', `\ufeff${HEADER}`],
  ['an escaped letter', '{"alg":"Ed25519","kid":"gz26\\u0061","typ":"tb-receipt+jwt"}'],
  ['an escaped slash', '{"alg":"Ed25519","kid":"gz26a","typ":"tb-receipt\\u002bjwt"}'],
  ['two objects', `${HEADER}${HEADER}`],
  ['a list', `[${HEADER}]`],
  ['a string', '"Ed25519"'],
  ['null', 'null'],
  ['nothing in it', '{}'],
  ['a comment', `${HEADER}//`],
  ['single quotes', "{'alg':'Ed25519','kid':'gz26a','typ':'tb-receipt+jwt'}"],
  ['a trailing comma', '{"alg":"Ed25519","kid":"gz26a","typ":"tb-receipt+jwt",}'],
  [
    'nested',
    `{"alg":"Ed25519","kid":"gz26a","typ":"tb-receipt+jwt","n":${'['.repeat(900)}${']'.repeat(900)}}`,
  ],
]

/** Every upper- and lower-case spelling of "none". */
function noneSpellings(): readonly string[] {
  return Array.from({ length: 16 }, (_, bits) =>
    Array.from('none', (letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
  )
}

function headers(): readonly (readonly [string, string])[] {
  const withName = (more: string) =>
    `{"alg":"Ed25519","kid":"gz26a","typ":"tb-receipt+jwt",${more}}`
  const alg = (name: string) => `{"alg":"${name}","kid":"gz26a","typ":"tb-receipt+jwt"}`
  const kid = (name: string) =>
    `{"alg":"Ed25519","kid":${JSON.stringify(name)},"typ":"tb-receipt+jwt"}`
  const typ = (name: string) => `{"alg":"Ed25519","kid":"gz26a","typ":"${name}"}`
  return [
    ...ALGS.map((it) => [`alg ${it}`, alg(it)] as const),
    ...KIDS.map((it) => [`kid ${it.slice(0, 30)}`, kid(it)] as const),
    ...TYPES.map((it) => [`typ ${it}`, typ(it)] as const),
    ...NAMES_MORE.map((it) => [`header with ${it}`, withName(it)] as const),
    ...WHOLE_HEADERS,
  ]
}

function payloads(good: string): readonly (readonly [string, string | Uint8Array])[] {
  const set = (name: string, value: string) =>
    good.replace(new RegExp(`"${name}":("[^"]*"|-?[0-9]+)`), `"${name}":${value}`)
  const all: (readonly [string, string | Uint8Array])[] = []
  for (const name of ['j', 't', 'q', 'm', 'b'])
    for (const value of NUMBERS) all.push([`${name} ${value}`, set(name, value)])
  for (const name of ['i', 'a', 's', 'k', 'h'])
    for (const value of WORDS) all.push([`${name} ${value.slice(0, 20)}`, set(name, value)])
  for (const name of ['i', 'j', 't', 'a', 'q', 's', 'k', 'm', 'b', 'h']) {
    const pair = new RegExp(`"${name}":("[^"]*"|-?[0-9]+),?`).exec(good)?.[0] ?? ''
    all.push([`no ${name}`, good.replace(pair, '').replace(',}', '}')])
    all.push([`${name} twice`, good.replace(pair, `${pair.replace(/,?$/, ',')}${pair}`)])
    all.push([`${name} in capitals`, good.replace(`"${name}":`, `"${name.toUpperCase()}":`)])
  }
  return [...all, ...wholePayloads(good, set)]
}

function wholePayloads(
  good: string,
  set: (name: string, value: string) => string,
): readonly (readonly [string, string | Uint8Array])[] {
  return [
    ['m of nothing', set('m', '0')],
    ['q below one', set('q', '0')],
    ['j below zero', set('j', '-1')],
    ['t below zero', set('t', '-1')],
    ['a record kind', set('k', '"x"')],
    ['a whole kind', set('k', '"credit"')],
    ['an account of no kind', set('a', '"nobody:1"')],
    ['a grant without number', set('a', '"granted:1"')],
    ['a short leaf', set('h', '"AAAA"')],
    ['spare bits of a leaf', good.replace(/.("\})$/, 'B$1')],
    ['one name more', good.replace('{', '{"x":1,')],
    ['exp', good.replace('}', ',"exp":1}')],
    ['__proto__', good.replace('{', '{"__proto__":{},')],
    ['a space', good.replace(':', ': ')],
    ['a newline', `${good}\n`],
    ['a space before', ` ${good}`],
    ['two', good + good],
    ['a list', `[${good}]`],
    ['nothing', '{}'],
    ['null', 'null'],
    ['empty string', '""'],
    ['a byte order mark', `\ufeff${good}`],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['UTF-16', new Uint8Array(Buffer.from(good, 'utf16le'))],
    ['an escape', good.replace('"i"', '"\\u0069"')],
    ['deep', `${'{"i":'.repeat(400)}1${'}'.repeat(400)}`],
    ['moved', good.replace(/^\{("i":"[^"]*"),("j":[0-9]+)/, '{$2,$1')],
  ]
}

function spellings(good: string): readonly (readonly [string, string])[] {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.slice(-1))
  const tails = Array.from({ length: 15 }, (_, n) =>
    alphabet.charAt((last & 0x30) | ((last + 1 + n) & 0x0f)),
  )
  return [
    ...tails.map((tail) => [`a tail of ${tail}`, good.slice(0, -1) + tail] as const),
    ...[' ', '\n', '\t', '\r\n', '\u00a0', '\ufeff', '\0', '=', '==', '.'].flatMap((it) => [
      [`${JSON.stringify(it)} after`, good + it] as const,
      [`${JSON.stringify(it)} before`, it + good] as const,
      [`${JSON.stringify(it)} in the payload`, `${header}.${payload}${it}.${signature}`] as const,
    ]),
    ['standard base64', good.replaceAll('-', '+').replaceAll('_', '/').concat('+')],
    ['quoted', JSON.stringify(good)],
    ['Bearer', `Bearer ${good}`],
    ['percent', encodeURIComponent(good).replaceAll('.', '%2E')],
    ['two parts', `${header}.${payload}`],
    ['empty signature', `${header}.${payload}.`],
    ['empty payload', `${header}..${signature}`],
    ['empty header', `.${payload}.${signature}`],
    ['five parts', `${header}.${payload}.${signature}.${payload}.${signature}`],
    ['flattened JSON', JSON.stringify({ protected: header, payload, signature })],
    ['general JSON', JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
    ['a zero signature', `${header}.${payload}.${url(new Uint8Array(64))}`],
    ['a short signature', `${header}.${payload}.${signature.slice(0, -4)}`],
    ['a long signature', `${header}.${payload}.${signature}AAAA`],
    ['identity point', `${header}.${payload}.${url(new Uint8Array(64).fill(1, 0, 1))}`],
    ['parts turned', `${payload}.${header}.${signature}`],
    ['nothing', ''],
    ['two dots', '..'],
    ['huge', `${header}.${'A'.repeat(1_000_000)}.${signature}`],
    [
      'at the limit',
      `${header}.${'A'.repeat(4_096 - header.length - signature.length - 2)}.${signature}`,
    ],
    ['many dots', '.'.repeat(4_000)],
  ]
}

/** All attacks against one good receipt of the key `gz26a`, made with that very key where it helps. */
export async function attacksOn(
  good: string,
  signer: KeySigner,
  thief: KeySigner,
): Promise<readonly Attack[]> {
  const payload = Buffer.from(good.split('.')[1] ?? '', 'base64url').toString()
  const attacks: Attack[] = spellings(good).map(([name, token]) => ({ name, token }))
  for (const none of noneSpellings()) {
    const header = `{"alg":"${none}","kid":"gz26a","typ":"tb-receipt+jwt"}`
    const text = `${url(header)}.${url(payload)}`
    attacks.push({ name: `${none} unsigned`, token: `${text}.` })
    attacks.push({
      name: `${none} with the old signature`,
      token: `${text}.${good.split('.')[2] ?? ''}`,
    })
    attacks.push({ name: `${none} signed`, token: await signed(header, payload, signer) })
  }
  const secrets: readonly (readonly [string, string | Uint8Array])[] = [
    ['raw', signer.publicKey],
    ['base64url', url(signer.publicKey)],
    ['hex', Buffer.from(signer.publicKey).toString('hex')],
    ['empty', ''],
  ]
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    for (const [name, secret] of secrets) {
      const text = `${url(HEADER.replace('Ed25519', alg))}.${url(payload)}`
      const mac = createHmac(alg.replace('HS', 'sha'), secret).update(text).digest()
      attacks.push({ name: `${alg} with the public key ${name}`, token: `${text}.${url(mac)}` })
    }
  }
  for (const [name, header] of headers()) {
    attacks.push({ name: `signed: ${name}`, token: await signed(header, payload, signer) })
    attacks.push({ name: `stolen: ${name}`, token: await signed(header, payload, thief) })
  }
  for (const [name, said] of payloads(payload)) {
    attacks.push({ name: `payload ${name}`, token: await signed(HEADER, said, signer) })
  }
  attacks.push({ name: 'another key', token: await signed(HEADER, payload, thief) })
  return attacks
}
