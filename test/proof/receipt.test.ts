/**
 * A receipt is good in one spelling, under one key, at one seq, and in no
 * other way.
 */
import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import type { AccountId } from '../../src/ledger/account.ts'
import {
  type Entry,
  ENTRY_KINDS,
  type EntryKind,
  type Posting,
  type Seq,
} from '../../src/ledger/entry.ts'
import type { Minutes } from '../../src/ledger/minutes.ts'
import { fromHex } from '../../src/ledger/sha256.ts'
import { toBase64url } from '../../src/proof/base64.ts'
import { jwksOf } from '../../src/proof/jwks.ts'
import { demoSeed, signerFromSeeds } from '../../src/proof/keys.ts'
import { issueReceipt, receiptUrl, verifyReceipt } from '../../src/proof/receipt.ts'
import { RECEIPT_FAULTS, receiptIn } from '../../src/proof/strict.ts'
import { verifyReceiptHere } from '../../src/proof/verify-receipt.ts'
import { frozenEntries, readVector } from '../ledger/vectors.ts'
import { attacksOn } from './attacks.ts'

interface FrozenReceipts {
  readonly seed: string
  readonly kid: string
  readonly publicKey: string
  readonly origin: string
  readonly receipts: readonly {
    readonly seq: number
    readonly account: AccountId
    readonly receipt: string
  }[]
}

const frozen = readVector('proof/receipt.json') as FrozenReceipts
const signer = signerFromSeeds({
  receipt: fromHex(frozen.seed),
  log: demoSeed('log'),
  kid: frozen.kid,
})
const thief = signerFromSeeds({ receipt: demoSeed('thief'), log: demoSeed('log'), kid: frozen.kid })
const issuer = { origin: frozen.origin, kid: signer.kid, sign: signer.sign }
const jwks = jwksOf([{ kid: frozen.kid, publicKey: frozen.publicKey, firstSeq: 1 }])
const good = frozen.receipts[1]?.receipt ?? ''
const entryAt = (seq: number) => frozenEntries[seq - 1]?.entry as Entry

/** Both verifiers must say the same; the browser's is tried with WebCrypto and without. */
async function verdict(text: string): Promise<boolean> {
  const answers = [await verifyReceipt(text, jwks), await verifyReceiptHere(text, jwks)].map(
    (it) => it.ok,
  )
  if (new Set(answers).size !== 1) throw new Error(`verifiers disagree on ${text}`)
  return answers[0] as boolean
}

describe('issuing', () => {
  test.each(frozen.receipts)('seq $seq for $account is as it was frozen', async ({
    seq,
    account,
    receipt,
  }) => {
    expect(toBase64url(signer.publicKey)).toBe(frozen.publicKey)
    expect(await issueReceipt(entryAt(seq), account, issuer)).toBe(receipt)
    const entry = entryAt(seq)
    const posting = entry.postings.find((it) => it.account === account) as Posting
    expect(await verifyReceipt(receipt, jwks, { log: frozen.origin })).toEqual({
      ok: true,
      receipt: {
        kid: frozen.kid,
        log: frozen.origin,
        seq,
        recordedAtSeconds: Math.floor(entry.recordedAt / 1000),
        account,
        line: posting.line,
        station: entry.station,
        kind: entry.kind,
        minutes: posting.minutes,
        balance: posting.balance,
        leaf: toBase64url(entry.leaf.subarray(0, 16)),
      },
    })
  })

  test('every kind that moves hours has a letter of its own, and records have no receipt', async () => {
    const letters = new Map<string, EntryKind>()
    for (const kind of Object.keys(ENTRY_KINDS) as EntryKind[]) {
      const entry = { ...entryAt(1), kind }
      const issued = issueReceipt(entry, entry.postings[1]?.account as AccountId, issuer)
      if (ENTRY_KINDS[kind] >= 20) {
        await expect(issued).rejects.toThrow('no posting')
        continue
      }
      const verified = await verifyReceipt(await issued, jwks)
      expect(verified.ok && verified.receipt.kind).toBe(kind)
      const payload = Buffer.from((await issued).split('.')[1] ?? '', 'base64url').toString()
      const letter = /"k":"(.)"/.exec(payload)?.[1] ?? ''
      expect(letters.get(letter)).toBe(undefined)
      letters.set(letter, kind)
    }
    expect(letters.size).toBe(12)
  })

  test('what no verifier would accept is not issued', async () => {
    const entry = entryAt(1)
    const account = entry.postings[1]?.account as AccountId
    await expect(issueReceipt(entry, 'earned:NOBODY' as AccountId, issuer)).rejects.toThrow(
      'no posting',
    )
    await expect(issueReceipt(entryAt(3), account, issuer)).rejects.toThrow('no posting')
    await expect(issueReceipt({ ...entry, station: 'S"1' }, account, issuer)).rejects.toThrow(
      'no sound receipt',
    )
    await expect(issueReceipt(entry, account, { ...issuer, origin: '红棉' })).rejects.toThrow(
      'no sound receipt',
    )
    await expect(issueReceipt(entry, account, { ...issuer, kid: 'a b' })).rejects.toThrow(
      'no sound receipt',
    )
  })
})

test('the slip fits a QR code of version 15 at level L', async () => {
  const large = entryAt(4)
  for (const account of [
    'earned:8FKQ2ZR1MT5XW9BC',
    'shortfall:8FKQ2ZR1MT5XW9BC',
    'granted:8FKQ2ZR1MT5XW9BC:999',
  ]) {
    const posting: Posting = {
      account: account as AccountId,
      minutes: -123_456 as Minutes,
      balance: -12_345_678 as Minutes,
      line: 1_234_567,
      home: 'S001',
    }
    const entry: Entry = { ...large, seq: 100_000_000 as Seq, station: 'S001', postings: [posting] }
    const url = receiptUrl(
      'https://time.example.gov.cn',
      await issueReceipt(entry, posting.account, issuer),
    )
    expect(url.startsWith('https://time.example.gov.cn/r#ey')).toBe(true)
    expect(encode(url, { ecc: 'L' }).version).toBeLessThanOrEqual(15)
  }
})

describe('one spelling', () => {
  test('every change of one character is refused', async () => {
    expect(await verdict(good)).toBe(true)
    // All that can be typed, which the alphabet of base64url is part of, and signs that look like some of it.
    const typed = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
    const others = [...typed, '\n', '\t', '\0', 'é', 'А', '－', '．', '\u00a0', '\u200b']
    const accepted: string[] = []
    for (let at = 0; at < good.length; at++) {
      for (const other of others) {
        if (other === good.charAt(at)) continue
        const changed = good.slice(0, at) + other + good.slice(at + 1)
        if ((await verifyReceipt(changed, jwks)).ok) accepted.push(changed)
      }
    }
    expect(accepted).toEqual([])
  })

  test('the browser refuses them too, at every place', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const accepted: string[] = []
    for (let at = 0; at < good.length; at++) {
      const place = alphabet.indexOf(good.charAt(at))
      const next = alphabet.charAt((place + 1) % 64)
      for (const other of [next, alphabet.charAt(place ^ 32), '.', '=', ' ']) {
        if (other === good.charAt(at)) continue
        const changed = good.slice(0, at) + other + good.slice(at + 1)
        if ((await verifyReceiptHere(changed, jwks)).ok) accepted.push(changed)
      }
    }
    expect(accepted).toEqual([])
  })

  test('every character left out or doubled is refused', async () => {
    const accepted: number[] = []
    for (let at = 0; at < good.length; at++) {
      if (await verdict(good.slice(0, at) + good.slice(at + 1))) accepted.push(at)
      if (await verdict(good.slice(0, at) + good.charAt(at) + good.slice(at))) accepted.push(at)
    }
    expect(accepted).toEqual([])
  })

  test('all 63 other last characters are refused, spare bits or not', async () => {
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      expect(await verdict(good.slice(0, -1) + last)).toBe(last === good.slice(-1))
    }
  })

  test('attack tokens are refused by every verifier', async () => {
    const attacks = await attacksOn(good, signer, thief)
    expect(attacks.length).toBeGreaterThan(400)
    const accepted: string[] = []
    for (const { name, token } of attacks) if (await verdict(token)) accepted.push(name)
    expect(accepted).toEqual([])
  })

  test('an attack is answered in no time', async () => {
    const attacks = await attacksOn(good, signer, thief)
    const from = performance.now()
    for (const { token } of attacks) await verifyReceipt(token, jwks)
    expect((performance.now() - from) / attacks.length).toBeLessThan(5)
  })
})

describe('why', () => {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const cases: readonly (readonly [string, string])[] = [
    ['too-long', `${good}${'A'.repeat(4_096)}`],
    ['not-three-parts', `${header}.${payload}`],
    ['not-base64url', `${header}.${payload}.${signature.slice(0, -1)}=`],
    [
      'wrong-algorithm',
      `${Buffer.from('{"alg":"EdDSA","kid":"gz26a","typ":"tb-receipt+jwt"}').toString('base64url')}.${payload}.${signature}`,
    ],
    [
      'unknown-key',
      `${Buffer.from('{"alg":"Ed25519","kid":"gz26z","typ":"tb-receipt+jwt"}').toString('base64url')}.${payload}.${signature}`,
    ],
    ['bad-signature', `${header}.${payload}.${'A'.repeat(86)}`],
  ]
  test.each(cases)('%s', async (why, text) => {
    expect(await verifyReceipt(text, jwks)).toEqual({ ok: false, why })
    expect(await verifyReceiptHere(text, jwks)).toEqual({ ok: false, why })
    expect(RECEIPT_FAULTS).toContain(why)
  })

  test('another log', async () => {
    expect(await verifyReceipt(good, jwks, { log: 'elsewhere/ledger/1' })).toEqual({
      ok: false,
      why: 'other-log',
    })
  })

  test('a key signs only the seqs of its life', async () => {
    const key = { kid: frozen.kid, publicKey: frozen.publicKey }
    const last = frozen.receipts.at(-1)?.receipt ?? ''
    const next = { kid: 'gz27a', publicKey: toBase64url(thief.publicKey), firstSeq: 3 }
    const lives = [
      [jwksOf([{ ...key, firstSeq: 1, lastSeq: 4 }]), true, false],
      [jwksOf([{ ...key, firstSeq: 2 }]), false, true],
      [jwksOf([{ ...key, firstSeq: 1, lastSeq: 5 }]), true, true],
      [jwksOf([next, { ...key, firstSeq: 1 }]), true, false],
    ] as const
    for (const [set, first, fifth] of lives) {
      for (const [text, expected] of [
        [good, first],
        [last, fifth],
      ] as const) {
        const outcome = expected ? { ok: true } : { ok: false, why: 'key-not-for-this-seq' }
        expect(await verifyReceipt(text, set)).toMatchObject(outcome)
        expect(await verifyReceiptHere(text, set)).toMatchObject(outcome)
      }
    }
  })
})

test('without WebCrypto the browser says the same', async () => {
  expect(await verifyReceiptHere(good, jwks, {}, null)).toEqual(await verifyReceipt(good, jwks))
  const attacks = await attacksOn(good, signer, thief)
  const none = {
    importKey: () => Promise.reject(new Error('NotSupported')),
  } as unknown as SubtleCrypto
  expect((await verifyReceiptHere(good, jwks, {}, none)).ok).toBe(true)
  const accepted: string[] = []
  for (const { name, token } of attacks) {
    if ((await verifyReceiptHere(token, jwks, {}, null)).ok) accepted.push(name)
  }
  expect(accepted).toEqual([])
})

test('what is pasted is found', async () => {
  for (const pasted of [good, ` ${good}\n`, `https://time.example.gov.cn/r#${good}`, `#${good}`]) {
    expect(receiptIn(pasted)).toBe(good)
  }
})
