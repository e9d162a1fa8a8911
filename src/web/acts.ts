/** What each page asks of whoever opens it, as data: the guards are built from it, and a page that is not in it is not served. */
import { may } from '../bank/actor.ts'
import type { Actor } from '../bank/ports.ts'
import type { Act } from '../rules/roles.ts'

/**
 * Anyone; anyone signed in, who then sees what is theirs; a member; staff in
 * their own account, also while something is due there; or staff who may do this.
 */
export type Asks = 'anyone' | 'signed-in' | 'member' | 'own-account' | Act

export interface PageRoute {
  readonly method: 'get' | 'post'
  /** As Hono writes it: "/desk/members/:member". */
  readonly path: string
  readonly asks: Asks
}

const get = (asks: Asks, ...paths: readonly string[]): readonly PageRoute[] =>
  paths.map((path) => ({ method: 'get', path, asks }))

const post = (asks: Asks, ...paths: readonly string[]): readonly PageRoute[] =>
  paths.map((path) => ({ method: 'post', path, asks }))

export const PAGES: readonly PageRoute[] = [
  ...get('anyone', '/', '/style.css', '/sign-in', '/code', '/card', '/kiosk/end', '/verify', '/r'),
  ...get('anyone', '/c/:code', '/objections', '/objections/:number'),
  ...post('anyone', '/objections'),
  ...get('anyone', '/oidc/start', '/oidc/callback'),
  ...post('anyone', '/sign-in', '/sign-in/passkey', '/code', '/code/check', '/code/who'),
  ...post('anyone', '/card', '/sign-out', '/elder/voice'),
  // Whoever is at the desk; who takes over shows who they are.
  ...post('anyone', '/switch', '/switch/passkey'),
  ...get('signed-in', '/receipts/:name'),
  ...get('signed-in', '/undos/:undo', '/undos/:undo/evidence/:n'),
  ...post('signed-in', '/undos/:undo/objection'),
  ...get('stations:read', '/desk/partners'),
  ...post('orders:write', '/desk/partners'),
  ...get('stations:read', '/desk/handovers', '/desk/handovers/:handover'),
  ...post('directory:write', '/desk/handovers', '/desk/handovers/:handover/agreement'),
  ...post('days:write', '/desk/handovers/:handover/stock'),
  ...get('calls:write', '/desk/notices'),
  ...post('calls:write', '/desk/notices'),
  ...get('member', '/passbook/notices'),
  ...post('member', '/passbook/notices'),
  ...get('calls:write', '/desk/undos'),
  ...get('reversals:write', '/desk/undos/new/:entry'),
  ...post('reversals:write', '/desk/undos', '/desk/undos/:undo/drop'),
  ...post('reviews:write', '/desk/undos/:undo/answer'),

  ...get('own-account', '/account', '/account/second', '/account/password', '/account/outside'),
  ...get('own-account', '/account/phone'),
  ...post('own-account', '/account/phone'),
  ...get('own-account', '/account/totp', '/account/passkeys'),
  ...post('own-account', '/account/second', '/account/second/passkey', '/account/password'),
  ...post('own-account', '/account/totp', '/account/totp/remove', '/account/codes'),
  ...post('own-account', '/account/passkeys', '/account/passkeys/remove', '/account/sessions'),
  ...get('own-account', '/device'),
  ...post('own-account', '/device/proof', '/device/skip', '/device/enrol'),
  ...post('own-account', '/account/outside/unlink'),
  ...get('staff:write', '/account/office'),
  ...post('staff:write', '/account/office/second', '/account/office/password'),
  ...post('staff:write', '/account/office/outside'),

  ...get('member', '/passbook', '/elder', '/elder/whom', '/elder/day', '/elder/confirm'),
  ...get('member', '/elder/bookings/:booking', '/elder/bookings/:booking/cancel'),
  ...post('member', '/elder/bookings', '/elder/bookings/:booking/release'),

  ...get('member', '/activities', '/activities/:activity', '/passbook/activities'),
  ...post('member', '/activities/:activity/sign-up', '/activities/:activity/sign-off'),
  ...post('member', '/activities/:activity/attend', '/in/:token'),
  ...get('member', '/passbook/claims'),
  ...post('member', '/passbook/claims', '/passbook/claims/:claim/appeal'),
  // What is written while the network is away, and its way into the books.
  ...get('credits:write', '/desk/outbox'),
  ...post('credits:write', '/desk/outbox'),
  ...get('credits:write', '/desk/late'),
  ...post('credits:write', '/desk/late'),
  // A station answers; what was appealed, the street.
  ...get('calls:write', '/desk/claims'),
  ...post('calls:write', '/desk/claims/:claim'),
  // Opened by a phone that may not have signed in yet.
  ...get('anyone', '/in/:token'),
  ...get('activities:write', '/desk/activities/:activity/code'),
  ...get('activities:write', '/desk/activities', '/desk/activities/new'),
  ...get('activities:write', '/desk/activities/:activity', '/desk/activities/:activity/edit'),
  ...post('activities:write', '/desk/activities', '/desk/activities/:activity'),
  ...post('activities:write', '/desk/activities/:activity/edit'),
  ...get('credits:write', '/desk/activities/:activity/session'),
  ...post('credits:write', '/desk/activities/:activity/session'),

  // What can be booked is for everybody; who booked is for the desk.
  ...get('anyone', '/on/:station'),
  ...get('member', '/bookable', '/bookable/:station/:code', '/passbook/bookings'),
  ...post('member', '/bookable/:station/:code', '/passbook/bookings/:order'),
  ...get('member', '/elder/bookable', '/elder/bookable/:station/:code'),
  ...post('member', '/elder/bookable/:station/:code'),
  ...get('orders:read', '/desk/calendar', '/desk/calendar/list', '/desk/calendar/use'),
  ...post('orders:write', '/desk/calendar', '/desk/calendar/book'),
  ...get('orders:write', '/desk/calendar/book'),
  ...get('activities:write', '/desk/calendar/things', '/desk/calendar/things/:station/:code'),
  ...post('activities:write', '/desk/calendar/things', '/desk/calendar/things/:station/:code'),

  ...get('staff:read', '/office'),
  ...get('balances:read', '/office/netting'),
  ...post('balances:write', '/office/netting'),
  ...get('staff:write', '/office/staff/:staff'),
  ...post('staff:write', '/office/staff', '/office/staff/:staff', '/office/staff/:staff/end'),
  ...get('tokens:write', '/office/tokens'),
  ...post('tokens:write', '/office/tokens', '/office/tokens/:token/end'),
  ...get('tokens:write', '/office/hooks'),
  ...post('tokens:write', '/office/hooks', '/office/hooks/:hook/end', '/office/hooks/:hook/replay'),
  ...get('devices:read', '/office/devices'),
  ...post('devices:enrol', '/office/devices/code'),
  ...post('devices:read', '/office/devices/:device/end'),
  ...get('audit:read', '/office/audit', '/office/audit/export'),
  ...get('member', '/passbook/looks', '/elder/looks', '/passbook/record', '/passbook/record.json'),
  ...post('member', '/passbook/erasure'),

  ...get('members:read', '/desk/unused'),
  ...get('members:read', '/desk', '/desk/members/:member'),
  ...post('members:read', '/desk'),
  ...post('people:unmask', '/desk/members/:member/unmask'),
  ...get('members:write', '/desk/members/:member/erase'),
  ...post('members:write', '/desk/members/:member/erase'),
  ...post('members:write', '/desk/members'),
  ...post('credits:write', '/desk/credits', '/desk/roster', '/desk/import'),
  ...get('credits:write', '/desk/roster', '/desk/roster/sheet', '/desk/import'),
  ...get('credits:write', '/desk/blank-sheet'),
  ...get('stations:read', '/desk/catalogue'),
  ...get('member', '/passbook/instruction'),
  ...post('member', '/passbook/instruction'),
  // Whoever reports is not whoever agrees: the verbs behind the forms ask for what each needs.
  ...get('members:read', '/desk/members/:member/ending'),
  ...post('members:read', '/desk/members/:member/ending'),
  ...post('members:write', '/desk/members/:member/instruction'),
  ...get('people:export', '/desk/members/:member/ending/record.json'),
  ...get('redemptions:write', '/desk/vouchers'),
  ...post('redemptions:write', '/desk/vouchers'),
  ...get('bookings:write', '/desk/vouchers/:booking', '/desk/members/:member/voucher'),
  ...post('bookings:write', '/desk/members/:member/voucher'),
  ...get('transfers:write', '/desk/pools'),
  ...post('grants:write', '/desk/pools/terms', '/desk/pools/grant'),
  ...post('transfers:write', '/desk/pools/together'),
  ...get('stations:read', '/desk/meals', '/desk/subsidies'),
  ...post('directory:write', '/desk/subsidies'),
  ...post('redemptions:write', '/desk/meals'),
  ...get('catalogue:write', '/desk/catalogue/item'),
  ...post('catalogue:write', '/desk/catalogue/item', '/desk/catalogue/stock'),
  ...post('redemptions:write', '/desk/redemptions'),
  ...post('bookings:write', '/desk/bookings/:booking/settle', '/desk/bookings/:booking/release'),
  ...get('bookings:write', '/desk/members/:member/book', '/desk/bookings/:booking/slip'),
  ...post('bookings:write', '/desk/members/:member/book'),
  // A desk calls for its own; an office that reviews calls from the same list.
  ...get('calls:write', '/desk/calls'),
  ...post('calls:write', '/desk/calls/:entry'),
  ...get('member', '/proxies'),
  ...post('member', '/proxies', '/proxies/end', '/acting', '/acting/stop'),
  ...get('proxies:write', '/desk/members/:member/proxies'),
  ...post('proxies:write', '/desk/members/:member/proxies', '/desk/members/:member/proxies/end'),
  ...get('cards:write', '/desk/members/:member/card', '/desk/members/:member/card/print'),
  ...post('cards:write', '/desk/members/:member/card/:act'),
  ...get('papers:write', '/desk/members/:member/papers', '/desk/certificates/:code'),
  ...post('papers:write', '/desk/members/:member/papers/:act'),
  ...post('papers:write', '/desk/certificates/:code/withdraw'),
  ...get('stations:read', '/desk/lists', '/desk/lists/:list'),
  ...post('papers:write', '/desk/lists', '/desk/lists/:list/:act'),
  ...get('papers:write', '/desk/folder', '/desk/slip', '/desk/merits'),
  ...post('papers:write', '/desk/slip', '/desk/merits'),
  ...get('members:read', '/desk/members/:member/passbook'),
  ...get('stations:read', '/desk/report'),
  ...post('stations:read', '/desk/report'),
  // What is offered here is for stations too; to keep one is an office's.
  ...get('stations:read', '/desk/templates', '/desk/templates/:area/:kind/:version'),
  ...post('months:write', '/desk/templates'),
  ...get('cards:write', '/desk/cards'),
  ...post('cards:write', '/desk/cards'),
  ...get('stations:read', '/desk/today', '/desk/position', '/desk/close', '/desk/liability'),
  // A desk signs for its station, an office for its area: the verb says who may.
  ...get('people:export', '/desk/to-key', '/desk/to-key/file'),
  ...post('people:export', '/desk/to-key'),
  ...get('stations:read', '/desk/months'),
  ...post('stations:read', '/desk/months'),
  ...get('stations:read', '/desk/batches/:batch', '/desk/batches/:batch/receipts'),
  ...post('days:write', '/desk/close'),
  ...get('reversals:write', '/desk/reversals/:entry'),
  ...post('reversals:write', '/desk/reversals'),
  // Whoever records sees what of it waits, and may take back what they asked for.
  ...get('reviews:read', '/desk/reviews', '/desk/reviews/:review'),
  ...post('reviews:read', '/desk/reviews/:review'),
  ...post('reviews:write', '/desk/reviews', '/desk/signals'),
  ...get('orders:read', '/desk/orders', '/desk/orders/:order', '/desk/orders/:order/slip'),
  ...get('orders:write', '/desk/request', '/desk/duty'),
  ...post('orders:write', '/desk/orders', '/desk/duty'),
  ...get('orders:write', '/desk/hotline', '/desk/rounds'),
  ...get('orders:read', '/desk/hotline/days'),
  ...post('orders:write', '/desk/hotline', '/desk/rounds', '/desk/rounds/results'),
  ...get('cases:read', '/desk/members/:member/cases'),
  ...post('cases:read', '/desk/members/:member/cases'),
  ...get('orders:read', '/desk/contracts', '/desk/contracts/:contract'),
  ...post('orders:supervise', '/desk/contracts', '/desk/contracts/:contract/end'),
  ...post('orders:supervise', '/desk/contracts/:contract/visits/:visit'),
  ...post('orders:write', '/desk/orders/:order/visits'),
  ...get('orders:read', '/desk/figures', '/desk/scorecard', '/desk/order-sheet'),
  ...get('orders:read', '/desk/orders/:order/notice'),
  ...get('orders:write', '/desk/results', '/desk/results/file', '/desk/events'),
  ...post('orders:write', '/desk/results', '/desk/events'),
  ...get('orders:supervise', '/desk/members/:member/clearance'),
  ...post('orders:supervise', '/desk/members/:member/clearance', '/desk/scorecard'),
  // Whoever looks at an order may open the page of a move; each move says who may make it.
  ...get('orders:read', '/desk/orders/:order/moves/:move'),
  ...post('orders:read', '/desk/orders/:order/moves/:move'),
  ...get('orders:read', '/desk/topics'),
  ...get('member', '/topics'),
  ...post('member', '/topics/:order/voice'),
  ...get('member', '/wanted', '/wanted/mine', '/elder/orders', '/elder/orders/:order'),
  ...post('member', '/wanted/:order/:move', '/elder/orders/:order/:move'),
  // To lay the two books side by side is to look; each button of it asks for its own.
  ...get('stations:read', '/desk/reconcile'),
  ...post('stations:read', '/desk/reconcile'),
]

/** Whether a page would let them in. What it shows of a place is for the page to say. */
export function mayOpen(actor: Actor | undefined, { asks }: Pick<PageRoute, 'asks'>): boolean {
  if (asks === 'anyone') return true
  if (!actor || actor.kind === 'token') return false
  if (asks === 'signed-in') return true
  if (asks === 'member') return actor.kind === 'member'
  return actor.kind === 'staff' && (asks === 'own-account' || may(actor, asks))
}

/** Where their own work begins. */
export function homeOf(actor: Actor): string {
  if (actor.kind === 'member') return '/passbook'
  return may(actor, 'members:read') ? '/desk' : '/office'
}
