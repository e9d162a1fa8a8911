/**
 * The page /verify, and /r that a slip's QR opens, check a receipt in the
 * reader's own browser: the receipt is never sent anywhere, and the page goes
 * on working without a network.
 *
 * The page holds: `#receipt-text` (textarea), `#receipt-file` (file input, may
 * be absent), `#receipt-result` (output), `#receipt-facts` (dl), and two blocks
 * of application/json: `#jwks`, the pinned keys, and `#verify-words`, the
 * sentences as `VerifyWords`. Every sentence is the page's; here are none.
 */
import type { MovementKind } from '../../ledger/entry.ts'
import { formatHours } from '../../ledger/minutes.ts'
import { type Jwks, readJwks } from '../../proof/jwks.ts'
import { type Receipt, type ReceiptFault, receiptIn } from '../../proof/strict.ts'
import { verifyReceiptHere } from '../../proof/verify-receipt.ts'

export type VerifyFact =
  | 'seq'
  | 'recordedAt'
  | 'account'
  | 'line'
  | 'station'
  | 'kind'
  | 'minutes'
  | 'balance'
  | 'log'
  | 'kid'
  | 'leaf'

/** What the page hands over in `#verify-words`. */
export interface VerifyWords {
  /** Shown when the receipt is genuine. */
  readonly ok: string
  /** Shown when there is nothing to check. */
  readonly empty: string
  /** The file could not be read. */
  readonly unreadable: string
  /** The page's own keys or sentences could not be read. */
  readonly fault: string
  /** "{n} 小时". */
  readonly hours: string
  readonly why: Readonly<Record<ReceiptFault, string>>
  readonly facts: Readonly<Record<VerifyFact, string>>
  readonly kinds: Readonly<Record<MovementKind, string>>
}

/** Far more than a receipt; a larger file is a picture or a mistake. */
const FILE_BYTES_MAX = 65_536

/** China keeps one time, eight hours ahead of UTC, all year. */
const BEIJING_SECONDS = 8 * 60 * 60

interface Page {
  readonly text: HTMLTextAreaElement
  readonly file: HTMLInputElement | null
  readonly result: HTMLElement
  readonly facts: HTMLElement
  readonly words: VerifyWords
  readonly jwks: Jwks | undefined
}

function readPage(): Page | undefined {
  const text = document.querySelector<HTMLTextAreaElement>('#receipt-text')
  const result = document.querySelector<HTMLElement>('#receipt-result')
  const facts = document.querySelector<HTMLElement>('#receipt-facts')
  const words = document.querySelector('#verify-words')?.textContent
  if (!text || !result || !facts || !words) return undefined
  const read = readJwks(document.querySelector('#jwks')?.textContent ?? '')
  return {
    text,
    result,
    facts,
    file: document.querySelector<HTMLInputElement>('#receipt-file'),
    words: JSON.parse(words) as VerifyWords,
    jwks: read.ok ? read.jwks : undefined,
  }
}

/** Counts checks, so that the answer to an older text never covers a newer one's. */
let asked = 0

async function check(page: Page): Promise<void> {
  const mine = ++asked
  const text = receiptIn(page.text.value)
  if (text === '') return show(page, page.words.empty, '')
  if (page.jwks === undefined) return show(page, page.words.fault, 'refused')

  const verdict = await verifyReceiptHere(text, page.jwks).catch(() => undefined)
  if (mine !== asked) return
  if (verdict === undefined) return show(page, page.words.fault, 'refused')
  if (!verdict.ok) return show(page, page.words.why[verdict.why], 'refused')
  show(page, page.words.ok, 'genuine', verdict.receipt)
}

function show(page: Page, sentence: string, state: string, receipt?: Receipt): void {
  page.result.textContent = sentence
  page.result.dataset.state = state
  page.facts.textContent = ''
  page.facts.hidden = receipt === undefined
  if (receipt === undefined) return
  for (const [fact, value] of factsOf(receipt, page.words)) {
    const name = document.createElement('dt')
    const said = document.createElement('dd')
    name.textContent = page.words.facts[fact]
    said.textContent = value
    page.facts.append(name, said)
  }
}

function factsOf(receipt: Receipt, words: VerifyWords): readonly (readonly [VerifyFact, string])[] {
  const hours = (minutes: number) => words.hours.replace('{n}', formatHours(minutes))
  return [
    ['kind', words.kinds[receipt.kind]],
    ['minutes', hours(receipt.minutes)],
    ['balance', hours(receipt.balance)],
    ['recordedAt', beijing(receipt.recordedAtSeconds)],
    ['station', receipt.station],
    ['account', receipt.account],
    ['line', String(receipt.line)],
    ['seq', String(receipt.seq)],
    ['log', receipt.log],
    ['kid', receipt.kid],
    ['leaf', receipt.leaf],
  ]
}

/** "2026-09-21 14:13:20" */
function beijing(seconds: number): string {
  return new Date((seconds + BEIJING_SECONDS) * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

async function takeFile(page: Page): Promise<void> {
  const file = page.file?.files?.[0]
  if (!file) return
  const text = file.size > FILE_BYTES_MAX ? undefined : await readText(file)
  if (text === undefined) return show(page, page.words.unreadable, 'refused')
  page.text.value = text.trim()
  await check(page)
}

/** FileReader, because WebViews of 2019 have no `file.text()`. */
function readText(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      resolve(typeof reader.result === 'string' ? reader.result : undefined)
    })
    reader.addEventListener('error', () => resolve(undefined))
    reader.readAsText(file)
  })
}

function takeFragment(page: Page): void {
  const fragment = location.hash.slice(1)
  if (fragment === '') return
  page.text.value = fragment
  void check(page)
}

function start(page: Page): void {
  page.text.addEventListener('input', () => void check(page))
  page.file?.addEventListener('change', () => void takeFile(page))
  page.text.form?.addEventListener('submit', (event) => {
    event.preventDefault()
    void check(page)
  })
  window.addEventListener('hashchange', () => takeFragment(page))
  takeFragment(page)
}

const page = readPage()
if (page) start(page)
