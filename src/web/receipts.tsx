/** Receipts: the slip of one line with its QR, its proof as a file, and the page that checks one anywhere. */
import type { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { accountFor, entryFor, jwks, proofOf, receiptOf } from '../bank/oversight/checkpoint.ts'
import type { Actor } from '../bank/ports.ts'
import { type AccountId, type MemberId, memberOf } from '../ledger/account.ts'
import { type Entry, ENTRY_KINDS, type MovementKind, refOf } from '../ledger/entry.ts'
import type { Printer, PrintSize } from '../paper/print.ts'
import { slipPrint } from '../paper/slip.ts'
import { qrSvg } from '../paper/qr.ts'
import { receiptUrl } from '../proof/receipt.ts'
import { RECEIPT_FAULTS, type ReceiptFault } from '../proof/strict.ts'
import { isRelation, kindName, lineText, proofText, relationName } from '../words/entry.ts'
import { dayText, hoursText, timeText } from '../words/reading.ts'
import { proofAnswer } from '../words/receipt.ts'
import type { VerifyWords } from './islands/verify.ts'
import { mealRow } from './meals.tsx'
import { Facts, notFound, show } from './page.tsx'
import { sendFile, withQuery } from './print.tsx'
import { paperOf, printSizeOf, slipSizeAt } from './slip.tsx'
import { spoken } from './spoken.ts'
import {
  actorOf,
  type Ask,
  factsOf,
  isEntryId,
  languageOf,
  personIn,
  serviceName,
  speakerFor,
  type Web,
  type WebEnv,
  words,
} from './view.ts'

const PROOF_END = '.tlog-proof'
const RECEIPT_END = '.jws'

export function receiptPages(app: Hono<WebEnv>, web: Web): void {
  app.get('/receipts/:name', async (c) => {
    const name = c.req.param('name')
    const end = [PROOF_END, RECEIPT_END].find((one) => name.endsWith(one)) ?? ''
    const id = name.slice(0, name.length - end.length)
    const found = isEntryId(id) ? await entryFor(web.bank, actorOf(c), id) : undefined
    if (!found?.ok) return notFound(web, c)
    if (end === PROOF_END) return proofFile(web, c, found.value)
    return end === '' ? receiptPage(web, c, found.value) : receiptFile(web, c, found.value)
  })
  app.get('/verify', (c) => verifyPage(web, c))
  app.get('/r', (c) => verifyPage(web, c))
}

async function proofFile(web: Web, c: Ask, entry: Entry): Promise<Response> {
  const text = await proofOf(web.bank, entry)
  return c.body(text, 200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `attachment; filename="${entry.seq}${PROOF_END}"`,
    'Cache-Control': 'private, no-store',
  })
}

/** The receipt as a file, for `kapok receipt verify`. */
async function receiptFile(web: Web, c: Ask, entry: Entry): Promise<Response> {
  const account = accountFor(actorOf(c), entry, c.req.query('account'))
  if (account === undefined) return notFound(web, c)
  const text = await receiptOf(web.bank, entry, account)
  return c.body(`${text}\n`, 200, {
    'Content-Type': 'application/jose',
    'Content-Disposition': `attachment; filename="${entry.seq}${RECEIPT_END}"`,
    'Cache-Control': 'private, no-store',
  })
}

/** The receipt an asker may have of an entry, and the picture that leads a phone to check it. */
export async function receiptPicture(web: Web, c: Ask, entry: Entry, wanted?: string) {
  const account = accountFor(actorOf(c) as Actor, entry, wanted)
  if (account === undefined) return undefined
  const text = await receiptOf(web.bank, entry, account)
  const url = receiptUrl(web.options.base ?? new URL(c.req.url).origin, text)
  const { svg } = qrSvg(url, { title: words(c).receipt.scanToCheck, side: '45mm' })
  return { account, text, svg, url }
}

async function receiptPage(web: Web, c: Ask, entry: Entry): Promise<Response> {
  const wanted = c.req.query('account')
  const picture = await receiptPicture(web, c, entry, wanted)
  if (picture === undefined && (wanted !== undefined || actorOf(c).kind === 'member'))
    return notFound(web, c)
  const { receipt } = words(c)
  const owner = ownerOf(entry, picture?.account)
  const size = await slipSizeAt(web, c)
  const { printer } = web.options
  if (printer && c.req.query('as') === 'pdf')
    return slipFile(web, c, { entry, picture, size: printSizeOf(size), printer })
  const body = (
    <>
      <h1>{receipt.title}</h1>
      <Slip web={web} c={c} entry={entry} wanted={wanted} />
      <Foot web={web} c={c} entry={entry} text={picture?.text} owner={owner} />
    </>
  )
  const look = actorOf(c).kind === 'staff' ? { look: 'desk' as const } : {}
  return show(web, c, { title: receipt.title, body, ...look, ...paperOf(size) })
}

/** The slip as a PDF of the width of the station's paper. */
async function slipFile(
  web: Web,
  c: Ask,
  said: {
    readonly entry: Entry
    readonly picture: Awaited<ReturnType<typeof receiptPicture>>
    readonly size: PrintSize
    readonly printer: Printer
  },
): Promise<Response> {
  const { entry, picture, size } = said
  const closedBy = await web.bank.journal.closing(entry.seq)
  const rows = await slipRows(web, c, entry, picture?.account)
  const corrected =
    closedBy?.kind === 'reverse' ? words(c).receipt.correctedBy(closedBy.seq) : undefined
  const language = languageOf(c)
  const print = slipPrint(
    {
      rows: rows.filter((row) => row !== undefined),
      ...{ address: picture?.url, corrected, size },
      ...{ product: web.bank.rules.words.product[language], at: web.bank.clock.now() },
    },
    language,
  )
  const { bytes } = await said.printer(print)
  return sendFile(c, bytes, `slip-${entry.seq}.pdf`, 'application/pdf')
}

/** Whose receipt it is: of the account shown, or of the person the entry is about. */
function ownerOf(entry: Entry, account: AccountId | undefined): MemberId | undefined {
  return (account && memberOf(account)) ?? personIn(entry)
}

/** The slip of one line, with the picture that leads a phone to check it. */
export async function Slip({
  web,
  c,
  entry,
  wanted,
}: {
  readonly web: Web
  readonly c: Ask
  readonly entry: Entry
  readonly wanted?: string | undefined
}) {
  const { receipt } = words(c)
  const picture = await receiptPicture(web, c, entry, wanted)
  const closedBy = await web.bank.journal.closing(entry.seq)
  return (
    <div class="slip">
      <h2>{receipt.slipTitle}</h2>
      <Facts rows={await slipRows(web, c, entry, picture?.account)} />
      {closedBy?.kind === 'reverse' ? <p>{receipt.correctedBy(closedBy.seq)}</p> : ''}
      {picture ? raw(picture.svg) : ''}
      {picture ? <p>{receipt.scanToCheck}</p> : ''}
      <p class="hint">{receipt.keep}</p>
    </div>
  )
}

async function slipRows(web: Web, c: Ask, entry: Entry, account: AccountId | undefined) {
  const t = words(c)
  const { receipt } = t
  const language = languageOf(c)
  const posting = entry.postings.find((one) => one.account === account) ?? entry.postings[0]
  const owner = ownerOf(entry, account)
  const about = entry.postings.flatMap((one) => memberOf(one.account) ?? [])
  const speaker = await speakerFor(web, c, owner === undefined ? about : [...about, owner])
  const organisation = await web.bank.directory.get('organisation', entry.organisation)
  const facts = posting && factsOf(web, speaker, entry, posting)
  const plain = facts && { ...facts, service: undefined, station: undefined }
  const what = plain ? lineText(entry.kind, plain, language) : kindName(entry.kind, language)
  const own = account !== undefined
  const relation = refOf(entry, 'beneficiary')
  return [
    owner ? ([receipt.forWhom, speaker.name?.(owner) ?? ''] as const) : undefined,
    [receipt.what, what] as const,
    [t.common.service, serviceName(web, entry.service, language) ?? ''] as const,
    relation && isRelation(relation)
      ? ([receipt.beneficiary, relationName(relation, language)] as const)
      : undefined,
    posting ? ([receipt.change, hoursText(posting.minutes, language)] as const) : undefined,
    posting && own ? ([receipt.balance, hoursText(posting.balance, language)] as const) : undefined,
    // Whoever is paid by it is told nothing of who eats.
    posting && posting.minutes < 0 ? await mealRow(web, c, entry) : undefined,
    [receipt.servedOn, dayText(entry.servedOn, language)] as const,
    [receipt.recordedAt, timeText(entry.recordedAt, language)] as const,
    [receipt.station, speaker.station?.(entry.station) ?? entry.station] as const,
    [receipt.organisation, organisation?.body.name ?? entry.organisation] as const,
    entry.proof ? ([receipt.proofClass, proofText(entry.proof, language)] as const) : undefined,
    [receipt.rules, entry.rules] as const,
    [receipt.seq, `${entry.seq}`] as const,
    [receipt.number, entry.id] as const,
  ]
}

/** What the screen has and the slip has not: the text of the receipt, its proof, where to go on. */
function Foot({
  web,
  c,
  entry,
  text,
  owner,
}: {
  readonly web: Web
  readonly c: Ask
  readonly entry: Entry
  readonly text: string | undefined
  readonly owner: string | undefined
}) {
  const t = words(c)
  const { receipt } = t
  return (
    <>
      {text ? (
        <section class="noprint">
          <h2>{receipt.verifyField}</h2>
          <p class="code" id="receipt">
            {text}
          </p>
          <FootLinks web={web} c={c} entry={entry} text={text} />
        </section>
      ) : (
        ''
      )}
      <p class="noprint">
        {actorOf(c).kind === 'staff' ? (
          <>
            {owner ? <a href={`/desk/members/${owner}`}>{t.common.back}</a> : ''}{' '}
            <a class="button" href="/desk">
              {t.desk.another}
            </a>
          </>
        ) : (
          <a class="button" href="/passbook">
            {t.common.passbook}
          </a>
        )}
      </p>
    </>
  )
}

/** The slip on other paper, and what makes it checkable elsewhere. */
function FootLinks({
  web,
  c,
  entry,
  text,
}: {
  readonly web: Web
  readonly c: Ask
  readonly entry: Entry
  readonly text: string
}) {
  const t = words(c)
  const account = c.req.query('account')
  const query = account === undefined ? '' : `?account=${encodeURIComponent(account)}`
  const rollLink = `${query === '' ? '?' : `${query}&`}paper=roll`
  return (
    <p>
      <a href={`/receipts/${entry.id}${RECEIPT_END}${query}`} download>
        {t.intake.receiptFile}
      </a>{' '}
      · <a href={rollLink}>{t.intake.printRoll}</a> ·{' '}
      <a href={`${rollLink}-80`}>{t.intake.printRoll80}</a> ·{' '}
      {web.options.printer ? (
        <>
          <a href={withQuery(c, 'as', 'pdf')} download="">
            {t.papers.pdf}
          </a>{' '}
          ·{' '}
        </>
      ) : (
        ''
      )}
      <a href={`/receipts/${entry.id}${PROOF_END}`} download>
        {t.common.download} {PROOF_END}
      </a>{' '}
      · <a href={`/r#${text}`}>{t.receipt.verifyTitle}</a>
    </p>
  )
}

async function verifyPage(web: Web, c: Ask): Promise<Response> {
  const t = words(c)
  const { receipt } = t
  const { noScript } = spoken(languageOf(c))
  const script = web.options.verifyScript
  const body = (
    <>
      <h1>{receipt.verifyTitle}</h1>
      <p>{receipt.verifyHint}</p>
      <p class="hint">{receipt.verifyLocal}</p>
      {script ? (
        html`<noscript><p class="problem">${noScript}</p></noscript>`
      ) : (
        <p class="problem">{noScript}</p>
      )}
      <label for="receipt-text">{receipt.verifyField}</label>
      <textarea id="receipt-text" rows={6} class="code" spellcheck={false} />
      <p>
        <input id="receipt-file" type="file" aria-label={receipt.verifyField} />
      </p>
      <p>
        <output id="receipt-result" for="receipt-text" aria-live="polite" />
      </p>
      <dl class="facts" id="receipt-facts" />
      {jsonBlock('jwks', await jwks(web.bank))}
      {jsonBlock('verify-words', verifyWords(c))}
    </>
  )
  return show(web, c, { title: receipt.verifyTitle, body, ...(script ? { script } : {}) })
}

/** Data, which no browser runs; no sign in it can end the block. */
export function jsonBlock(id: string, value: unknown) {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c')
  return raw(`<script type="application/json" id="${id}">${text}</script>`)
}

function verifyWords(c: Ask): VerifyWords {
  const { receipt, common } = words(c)
  const language = languageOf(c)
  const { unreadable, account, line, log, key } = spoken(language)
  const movements = (Object.keys(ENTRY_KINDS) as (keyof typeof ENTRY_KINDS)[]).filter(
    (kind): kind is MovementKind => !['row', 'key', 'close', 'config', 'erase'].includes(kind),
  )
  return {
    ok: receipt.valid,
    empty: receipt.verifyHint,
    unreadable,
    fault: common.fault,
    hours: `{n} ${common.hours}`,
    why: Object.fromEntries(
      RECEIPT_FAULTS.map((fault) => [fault, proofAnswer(fault, language)]),
    ) as Record<ReceiptFault, string>,
    facts: {
      seq: receipt.seq,
      recordedAt: receipt.recordedAt,
      account,
      line,
      station: receipt.station,
      kind: receipt.what,
      minutes: receipt.change,
      balance: receipt.balance,
      log,
      kid: key,
      leaf: receipt.treeRoot,
    },
    kinds: Object.fromEntries(movements.map((kind) => [kind, kindName(kind, language)])) as Record<
      MovementKind,
      string
    >,
  }
}
