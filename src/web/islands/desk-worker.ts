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
  const form = request.method === 'POST' ? request.clone() : undefined
  try {
    const answer = await fetch(request)
    if (!AWAY.includes(answer.status)) return answer
  } catch {
    // Away.
  }
  const { pathname } = new URL(request.url)
  if (form) return keptForm(form)
  return pathname === PAGE ? kept(PAGE) : there('away')
}

async function kept(path: string): Promise<Response> {
  const found = await (await caches.open(SHELL)).match(path)
  return found ?? Response.error()
}

const there = (why: string) => Response.redirect(`${location.origin}${PAGE}?${why}=1`, 303)

const SESSION = /^\/desk\/activities\/([^/]+)\/session$/

/** A form of hours stays on this computer; of any other only the browser knows, which goes back to it. */
async function keptForm(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const activity = SESSION.exec(pathname)?.[1]
  const kinds: Readonly<Record<string, string>> = {
    '/desk/credits': 'credit',
    '/desk/roster': 'roster',
  }
  const kind = activity === undefined ? kinds[pathname] : 'session'
  if (kind === undefined || !/urlencoded/.test(request.headers.get('Content-Type') ?? ''))
    return there('away')
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
