/** Keys are pinned for ten years and more, so a weak or ambiguous one must never get in. */
import { expect, test } from 'vitest'
import { toBase64url } from '../../src/proof/base64.ts'
import { isSmallOrder, jwksOf, readJwks } from '../../src/proof/jwks.ts'
import { demoSeed, newSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import type { Signer } from '../../src/bank/ports.ts'

const keyOf = (name: string) =>
  toBase64url(
    signerFromSeeds({ receipt: demoSeed(name), log: demoSeed('log'), kid: 'k' }).publicKey,
  )

const first = { kid: 'gz26a', publicKey: keyOf('a'), firstSeq: 1 }
const second = { kid: 'gz27a', publicKey: keyOf('b'), firstSeq: 1_000 }

test('every key ever used is in the set, and each ends where the next begins', () => {
  const jwks = jwksOf([second, first])
  expect(jwks).toEqual({
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        kid: 'gz26a',
        x: first.publicKey,
        alg: 'Ed25519',
        use: 'sig',
        kapok_first_seq: 1,
        kapok_last_seq: 999,
      },
      {
        kty: 'OKP',
        crv: 'Ed25519',
        kid: 'gz27a',
        x: second.publicKey,
        alg: 'Ed25519',
        use: 'sig',
        kapok_first_seq: 1_000,
      },
    ],
  })
  expect(readJwks(JSON.stringify(jwks))).toEqual({ ok: true, jwks })
  expect(readJwks(JSON.stringify(jwks, null, 2))).toEqual({ ok: true, jwks })
})

const SMALL = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  // The same points in encodings that are not reduced.
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]

test('points of small order are refused in all their encodings', () => {
  for (const hex of SMALL) {
    const bytes = Buffer.from(hex, 'hex')
    expect(isSmallOrder(bytes)).toBe(true)
    expect(() => jwksOf([{ ...first, publicKey: toBase64url(bytes) }])).toThrow('weak-key')
    const text = JSON.stringify(jwksOf([first])).replace(first.publicKey, toBase64url(bytes))
    expect(readJwks(text)).toEqual({ ok: false, why: 'weak-key' })
  }
  for (let n = 0; n < 200; n++) expect(isSmallOrder(newSeed())).toBe(false)
})

const good = JSON.stringify(jwksOf([first]))

test.each([
  ['not-json', ''],
  ['not-json', '{"keys":[}'],
  ['not-json', `${good}x`],
  ['not-json', good.replace('"kapok_first_seq":1', '"kapok_first_seq":1.0')],
  ['not-json', good.replace('"kapok_first_seq":1', '"kapok_first_seq":01')],
  ['shape', '[]'],
  ['shape', '{}'],
  ['shape', '{"keys":{}}'],
  ['shape', good.replace('{"keys"', '{"x":1,"keys"')],
  ['shape', `{"keys":[${' '.repeat(70_000)}]}`],
  ['key-shape', '{"keys":[1]}'],
  ['key-shape', '{"keys":[null]}'],
  ['key-shape', '{"keys":[{}]}'],
  ['key-shape', good.replace('"use":"sig"', '"use":"sig","d":"AA"')],
  ['key-shape', good.replace('"use":"sig"', '"use":"enc"')],
  ['key-shape', good.replace('"alg":"Ed25519"', '"alg":"EdDSA"')],
  ['key-shape', good.replace('"alg":"Ed25519",', '')],
  ['key-shape', good.replace('"kty":"OKP"', '"kty":"oct"')],
  ['key-shape', good.replace('"crv":"Ed25519"', '"crv":"X25519"')],
  ['key-shape', good.replace('gz26a', 'gz 26a')],
  ['key-shape', good.replace(first.publicKey, `${first.publicKey}=`)],
  ['key-shape', good.replace(first.publicKey, first.publicKey.slice(4))],
  ['key-shape', good.replace('"kapok_first_seq":1', '"kapok_first_seq":0')],
  ['key-shape', good.replace('"kapok_first_seq":1', '"kapok_first_seq":"1"')],
  ['key-shape', good.replace('"kapok_first_seq":1', '"kapok_first_seq":5,"kapok_last_seq":4')],
  ['duplicate-name', good.replace('"use":"sig"', '"use":"sig","use":"sig"')],
  ['duplicate-name', good.replace('{"keys"', '{"keys":[],"keys"')],
  ['kid-twice', JSON.stringify(jwksOf([first, second])).replace('gz27a', 'gz26a')],
  ['lives-overlap', JSON.stringify(jwksOf([first, second])).replace(',"kapok_last_seq":999', '')],
  ['lives-overlap', JSON.stringify(jwksOf([first, second])).replace('1000', '999')],
])('%s: %s', (why, text) => expect(readJwks(text)).toEqual({ ok: false, why }))

test('a key without a first seq is good from the first', () => {
  const text = good.replace(',"kapok_first_seq":1', '')
  expect(readJwks(text)).toEqual({ ok: true, jwks: jwksOf([first]) })
})

test('seeds give one key each, the same every time', async () => {
  const seeds = { receipt: demoSeed('receipt'), log: demoSeed('log'), kid: 'demo' }
  const signer: Signer = signerFromSeeds(seeds)
  const again = signerFromSeeds(seeds)
  const message = new TextEncoder().encode('红棉')
  expect(await signer.sign(message)).toEqual(await again.sign(message))
  expect(await signer.sign(message)).not.toEqual(await signer.signLog(message))
  expect(signer.publicKey).toHaveLength(32)
  expect(newSeed()).not.toEqual(newSeed())
  expect(() => signerFromSeeds({ ...seeds, log: seeds.receipt })).toThrow('share a key')
  expect(() => signerFromSeeds({ ...seeds, log: seeds.log.subarray(1) })).toThrow('32 bytes')
  expect(() => signerFromSeeds({ ...seeds, kid: 'a b' })).toThrow('may not name')
})

test('the first key of RFC 8032 §7.1 signs nothing as it says', async () => {
  const seed = Buffer.from(
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  )
  const signer = signerFromSeeds({ receipt: seed, log: demoSeed('log'), kid: 'rfc' })
  expect(Buffer.from(signer.publicKey).toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  )
  const signature = Buffer.from(await signer.sign(new Uint8Array()))
  expect(signature.toString('hex')).toBe(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  )
})
