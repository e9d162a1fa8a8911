/** Pages for people (门面), to be mounted at / behind the gate: guards, headers, and what to say when there is no page. */
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Unnoted } from '../bank/oversight/audit.ts'
import { type Bank, NoRoom } from '../bank/ports.ts'
import { noRoom } from '../bank/record.ts'
import { type GateVariables, sameOrigin } from '../gate/middleware.ts'
import { isGone, logFault } from '../gate/log.ts'
import { type RateOptions, rateLimit } from '../gate/rates.ts'
import type { StaffBank } from '../gate/staff-sign-in.ts'
import { FILE_MAX } from '../paper/sheet.ts'
import { sheetSentence } from '../words/sheet.ts'
import { aloudPages } from './aloud.tsx'
import { codePages } from './code.tsx'
import { activityPages } from './activities.tsx'
import { attendPages } from './attend.tsx'
import { activitySessionPages } from './activity-session.tsx'
import { activityRosterPages } from './activity-roster.tsx'
import { topicPages } from './topics.tsx'
import { accountPages } from './account.tsx'
import { steppingUp } from './account-second.tsx'
import type { Within } from './carry.tsx'
import { calendarPages } from './calendar.tsx'
import { calendarBookPages } from './calendar-book.tsx'
import { calendarDeskPages } from './calendar-desk.tsx'
import { calendarPaperPages } from './calendar-papers.tsx'
import { calendarSetupPages } from './calendar-setup.tsx'
import { cataloguePages } from './catalogue.tsx'
import { claimPages } from './claims.tsx'
import { contractPages } from './contracts.tsx'
import { closePages } from './close.tsx'
import { batchPages } from './batch.tsx'
import { acting } from './acting.tsx'
import { proxyPages } from './proxies.tsx'
import { assistPages } from './assist.tsx'
import { callPages } from './calls.tsx'
import { certificateCheckPages } from './certificate-check.tsx'
import { certificatePages } from './certificates.tsx'
import { cardPages } from './desk-card.tsx'
import { completePages } from './complete.tsx'
import { deskActivityPages } from './desk-activities.tsx'
import { deskPages } from './desk.tsx'
import { kioskPages, rememberKiosk } from './kiosk.tsx'
import { liabilityPages } from './liability.tsx'
import { mealPages } from './meals.tsx'
import { meritPages } from './merits.tsx'
import { memberPages } from './member.tsx'
import { devicePages } from './device.tsx'
import { officeStaffPages } from './office.tsx'
import { folderPages } from './folder.tsx'
import { slipPages } from './slip.tsx'
import { endingPages } from './ending.tsx'
import { erasePages } from './erase.tsx'
import { latePages } from './late.tsx'
import { looksPages } from './looks.tsx'
import { ownRecordPages } from './own-record.tsx'
import { unmaskPages } from './unmask.tsx'
import { elderCalendarPages } from './elder-calendar.tsx'
import { elderPages } from './elder.tsx'
import { fallbackPages } from './fallback.tsx'
import { assertGuarded, guardPages } from './guard.ts'
import { webOn } from './looking.ts'
import { handoverPages } from './handover.tsx'
import { noticePages } from './notices.tsx'
import { partnerPages } from './partners.tsx'
import { monthPages } from './months.tsx'
import { nettingPages } from './netting.tsx'
import { notFound, plain } from './page.tsx'
import { casePages } from './cases.tsx'
import { clearancePages } from './clearance.tsx'
import { supervisionPages } from './order-notice.tsx'
import { incomingPages } from './incoming.tsx'
import { eventPages } from './events.tsx'
import { figurePages } from './figures.tsx'
import { scorecardPages } from './scorecard.tsx'
import { hotlineDayPages } from './hotline-days.tsx'
import { hotlinePages } from './hotline.tsx'
import { roundPages } from './rounds.tsx'
import { dutyPages } from './duty.tsx'
import { elderOrderPages } from './elder-orders.tsx'
import { orderMovePages } from './order-move.tsx'
import { orderNewPages } from './order-new.tsx'
import { orderPages } from './order-page.tsx'
import { orderSheetPages } from './order-sheet.tsx'
import { ordersPages } from './orders.tsx'
import { wantedPages } from './wanted.tsx'
import { nudgePages } from './nudge.tsx'
import { objectionPages } from './objections.tsx'
import { passbookPages } from './passbook.tsx'
import { outboxPages } from './outbox.tsx'
import { poolPages } from './pools.tsx'
import { positionPages } from './position.tsx'
import { publicityPages } from './publicity.tsx'
import { receiptPages } from './receipts.tsx'
import { reconcilePages } from './reconcile.tsx'
import { reportPages } from './reports.tsx'
import { reversalPages } from './reversal.tsx'
import { reviewPages } from './review.tsx'
import { rosterPages } from './roster.tsx'
import { sheetPages } from './sheet.tsx'
import { signInPages } from './signin.tsx'
import { STYLE } from './style.ts'
import { subsidyPages } from './subsidies.tsx'
import { switchPages } from './switch.tsx'
import { toKeyPages } from './to-key.tsx'
import { templatePages } from './templates.tsx'
import { todayPages } from './today.tsx'
import { undoPages } from './undo.tsx'
import { voucherPages } from './vouchers.tsx'
import {
  type Ask,
  languageOf,
  rememberChoices,
  told,
  type Web,
  type WebEnv,
  type WebOptions,
  words,
} from './view.ts'

/** A roster of two thousand people with their hours; sheets have a limit of their own. */
const FORM_BYTES_MAX = 1024 * 1024
/** A file of ten megabytes goes round as text, a third longer. */
const SHEET_BYTES_MAX = 15 * 1024 * 1024

/** Pages whose forms bring a file. */
const WITH_FILES = new Set([
  '/desk/undos',
  '/desk/import',
  '/desk/reconcile',
  '/desk/members',
  '/desk/report',
  '/desk/templates',
  '/desk/meals',
  '/desk/merits',
  '/desk/late',
  '/desk/events',
])

/** A list is photographed where it hangs. */
const PHOTO = /^\/desk\/lists\/[^/]+\/photo$/
/** The paper of a case comes with its form. */
const WITH_PAPER = /^\/desk\/members\/[^/]+\/ending$/

/** Every page, each by the file that has it. */
const PAGES_OF: readonly ((app: Hono<WebEnv>, web: Web) => void)[] = [
  signInPages,
  codePages,
  kioskPages,
  accountPages,
  topicPages,
  switchPages,
  activityPages,
  deskActivityPages,
  activityRosterPages,
  attendPages,
  activitySessionPages,
  calendarPages,
  calendarDeskPages,
  calendarPaperPages,
  calendarBookPages,
  calendarSetupPages,
  elderCalendarPages,
  claimPages,
  latePages,
  outboxPages,
  rosterPages,
  sheetPages,
  batchPages,
  todayPages,
  cataloguePages,
  mealPages,
  subsidyPages,
  poolPages,
  nudgePages,
  voucherPages,
  endingPages,
  closePages,
  positionPages,
  liabilityPages,
  monthPages,
  toKeyPages,
  nettingPages,
  reconcilePages,
  reversalPages,
  undoPages,
  partnerPages,
  handoverPages,
  noticePages,
  reviewPages,
  deskPages,
  memberPages,
  completePages,
  assistPages,
  callPages,
  cardPages,
  certificateCheckPages,
  certificatePages,
  publicityPages,
  objectionPages,
  reportPages,
  templatePages,
  folderPages,
  slipPages,
  meritPages,
  proxyPages,
  unmaskPages,
  erasePages,
  looksPages,
  ownRecordPages,
  passbookPages,
  devicePages,
  officeStaffPages,
  aloudPages,
  elderPages,
  receiptPages,
  ordersPages,
  orderSheetPages,
  orderNewPages,
  orderPages,
  orderMovePages,
  fallbackPages,
  contractPages,
  dutyPages,
  wantedPages,
  elderOrderPages,
  hotlinePages,
  hotlineDayPages,
  roundPages,
  casePages,
  figurePages,
  scorecardPages,
  clearancePages,
  supervisionPages,
  eventPages,
  incomingPages,
]

export function webRoutes(
  bank: Bank & StaffBank,
  options: WebOptions,
): Hono<{ Variables: GateVariables }> {
  const web: Web = webOn(bank, options)
  const app = new Hono<WebEnv>()
  if (options.rate) app.use(tooMany(web, options.rate))
  app.use(limits(web), origins(web), asWithin(), steppingUp(web), async (c, next) => {
    rememberChoices(c, web)
    rememberKiosk(c, web)
    await next()
  })
  app.get('/style.css', (c) => {
    c.header('Cache-Control', 'public, max-age=3600')
    return c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' })
  })
  app.use(acting(web))
  guardPages(app, web)
  for (const pages of PAGES_OF) pages(app, web)
  assertGuarded(app)
  app.all('*', (c) => (c.req.path.startsWith('/api/') ? c.notFound() : notFound(web, c)))
  app.onError((error, c) => failed(web, c, error))
  return app as unknown as Hono<{ Variables: GateVariables }>
}

/** What is said where something broke; a number leads to the log. */
async function failed(web: Web, c: Ask, error: Error): Promise<Response> {
  if (error instanceof NoRoom || error instanceof Unnoted) {
    const no = error instanceof NoRoom ? noRoom(error).refusal : error.refusal
    const said = await told(web, c, no)
    return plain(web, c, 503, words(c).common.notYet, said)
  }
  if (isGone(error)) return plain(web, c, 400, words(c).common.notYet, words(c).common.offline)
  const number = web.bank.ids.opaque()
  logFault(error, number)
  const { common } = words(c)
  const text = `${common.fault} ${common.faultNumber(number)}`
  return plain(web, c, 500, common.faultTitle, text)
}

/** A request of ours within another: who asks is known already. */
function asWithin(): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const { as, nonce } = (c.env ?? {}) as Within
    if (nonce !== undefined) c.set('nonce', nonce)
    if (as) {
      c.set('standing', as)
      c.set('actor', as.actor)
      c.set('by', 'cookie')
    }
    await next()
  }
}

function tooMany(web: Web, rate: RateOptions): MiddlewareHandler {
  return rateLimit(rate, (c, seconds) => {
    const { common } = words(c as Ask)
    c.header('Retry-After', `${seconds}`)
    return plain(web, c as Ask, 429, common.busyTitle, common.busy(seconds))
  })
}

function limits(web: Web): MiddlewareHandler<WebEnv> {
  const upTo = (maxSize: number, said: (c: Ask) => string) =>
    bodyLimit({
      maxSize,
      onError: (c) => plain(web, c as Ask, 413, words(c as Ask).common.notYet, said(c as Ask)),
    })
  const form = upTo(FORM_BYTES_MAX, () => `${FORM_BYTES_MAX} B`)
  const sheet = upTo(SHEET_BYTES_MAX, (c) => {
    const bytes = Number(c.req.header('Content-Length') ?? SHEET_BYTES_MAX)
    const fault = { code: 'sheet-too-large', bytes, limit: FILE_MAX, unpacked: false } as const
    return sheetSentence(fault, languageOf(c))
  })
  const brings = (path: string) => WITH_FILES.has(path) || PHOTO.test(path) || WITH_PAPER.test(path)
  return (c, next) => (brings(c.req.path) ? sheet : form)(c, next)
}

function origins(web: Web): MiddlewareHandler {
  const { secure, base } = web.options
  return sameOrigin({
    secure,
    ...(base === undefined ? {} : { origin: new URL(base).origin }),
    refused: (c) => {
      const { common } = words(c as Ask)
      return plain(web, c as Ask, 403, common.forbiddenTitle, common.notFound)
    },
  })
}
