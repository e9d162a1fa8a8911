/**
 * The worker of desks: it lets everything through while there is a network.
 * When there is none, it shows the one page that was kept, and keeps a form of
 * hours that somebody was just sending.
 */
import { DESK_MS, deskHere, keep, type Written } from './outbox-store.ts'

/** What a worker hears; the types of the browser's window have no such thing. */
interface Fetching extends Event {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Living extends Event {
  waitUntil(done: Promise<unknown>): void
}
interface Worker extends EventTarget {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}
const worker = self as unknown as Worker

const SHELL = 'kapok-desk'
const PAGE = '/desk/outbox'

worker.addEventListener('install', (event) => {
  ;(event as Living).waitUntil(worker.skipWaiting())
})
worker.addEventListener('activate', (event) => {
  ;(event as Living).waitUntil(worker.clients.claim())
})
worker.addEventListener('fetch', (event) => {
  const { request } = event as Fetching
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode === 'navigate') (event as Fetching).respondWith(page(request))
  else if (pathname === '/style.css' || pathname === '/islands/staff.js')
    (event as Fetching).respondWith(fetch(request).catch(() => kept(pathname)))
})

/** A gateway that finds nobody behind it is no network either. */
const AWAY = [502, 504]

async function page(request: Request): Promise<Response> {
  const kind = request.method === 'POST' ? kindOf(request) : undefined
  // What is not kept is not read a second time: it may be a large file.
  const form = kind === undefined ? undefined : request.clone()
  try {
    const answer = await fetch(request)
    if (!AWAY.includes(answer.status)) return answer
  } catch {
    // Away.
  }
  const { pathname } = new URL(request.url)
  if (form && kind) return keptForm(form, kind)
  return pathname === PAGE ? kept(PAGE) : there('away')
}

async function kept(path: string): Promise<Response> {
  const found = await (await caches.open(SHELL)).match(path)
  return found ?? Response.error()
}

const there = (why: string) => Response.redirect(`${location.origin}${PAGE}?${why}=1`, 303)

const SESSION = /^\/desk\/activities\/([^/]+)\/session$/

/** Which form of hours a request is; of any other only the browser knows, which goes back to it. */
function kindOf(request: Request): string | undefined {
  const { pathname } = new URL(request.url)
  if (!/urlencoded/.test(request.headers.get('Content-Type') ?? '')) return undefined
  if (pathname === '/desk/credits') return 'credit'
  if (pathname === '/desk/roster') return 'roster'
  return SESSION.test(pathname) ? 'session' : undefined
}

/** A form of hours stays on this computer. */
async function keptForm(request: Request, kind: string): Promise<Response> {
  const activity = SESSION.exec(new URL(request.url).pathname)?.[1]
  const desk = await deskHere().catch(() => undefined)
  if (!desk || Date.now() - desk.since > DESK_MS) return there('away')
  const sent = [...new URLSearchParams(await request.text())]
  const field = (name: string) => sent.find(([one]) => one === name)?.[1] ?? ''
  // Somebody is still being added to the list: nothing is written yet.
  if (field('add') !== '' || field('pick') !== '') return there('away')
  const more = activity === undefined ? [] : [['activity', activity] as const]
  const form = [...sent.filter(([name]) => !NOT_KEPT.has(name)), ['kind', kind] as const, ...more]
  const written: Written = { form }
  // What was not looked at yet is looked at before it goes.
  const state = kind === 'credit' || field('reviewed') !== '' ? 'waits' : 'look'
  const station = field('station') || desk.station
  try {
    await keep({ ...desk, station }, written, { state })
  } catch {
    return there('full')
  }
  return there('kept')
}

/** What is the page's, or the browser finds out again. */
const NOT_KEPT = new Set(['_form', 'add', 'pick', 'clerk', 'kind', 'activity'])
