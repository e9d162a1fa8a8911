/**
 * What a browser does at a desk when the network goes and when it is back: it
 * says so, keeps the page that can be written on, and posts what was written,
 * one after another, as soon as the same clerk is signed in. Every sentence is
 * the page's or the house's; here are none.
 */
import {
  allItems,
  change,
  DESK_MS,
  type Desk,
  deskHere,
  drop,
  dropDesk,
  type Item,
  keepDesk,
  opensTo,
  wipe,
  type Written,
} from './outbox-store.ts'

interface Answer {
  readonly state: 'done' | 'review' | 'refused' | 'later'
  readonly said: string
  readonly link?: string
}

/** How posting ended: all of it, or why it goes on waiting. */
export type Ended = 'all' | 'away' | 'signedOut' | 'later'

/** What is told as it goes. */
export interface Telling {
  done?(answer: Answer): void
  later?(said: string): void
}

const PAGE = '/desk/outbox'
const SHELL = 'kapok-desk'
const KEPT_MS = 10 * 60_000
const AGAIN_MS = 5_000
const TICKS_A_MINUTE = 12

export const bar = document.querySelector<HTMLElement>('[data-away]')

/** Whose desk this page is, as the house wrote on it. */
export function whose(): Omit<Desk, 'since'> {
  const { clerk = '', name = '', station = '' } = bar?.dataset ?? {}
  return { clerk, name, station }
}

/** A house that has not answered by then is as good as away; what it did is asked for again. */
const ANSWER_MS = 30_000

async function asked(init: RequestInit): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ANSWER_MS)
  try {
    return await fetch(PAGE, { ...init, redirect: 'manual', signal: late.signal })
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the house is there, and lets us in. */
export async function reach(): Promise<'here' | 'away' | 'signedOut'> {
  try {
    const answer = await asked({ method: 'HEAD', cache: 'no-store' })
    if ([502, 504].includes(answer.status)) return 'away'
    return answer.ok ? 'here' : 'signedOut'
  } catch {
    return 'away'
  }
}

/** The page and what it is made of, for when there is no network; kept anew for another clerk, when it is looked at, and every ten minutes. */
async function keepShell(): Promise<void> {
  const desk = whose()
  const known = await deskHere()
  const same = known?.clerk === desk.clerk && known.station === desk.station
  const isLeft = localStorage.getItem(LEFT) !== null
  const isNew = same && !isLeft && Date.now() - (known?.since ?? 0) < KEPT_MS
  if (isNew && location.pathname !== PAGE) return
  // Another's page is nobody's until this one's is there.
  if (!same) await dropDesk()
  const shell = await caches.open(SHELL)
  for (const path of [PAGE, '/style.css', '/islands/staff.js']) {
    const answer = await fetch(path, { cache: 'no-cache' })
    if (!answer.ok || answer.redirected) return
    await shell.put(path, answer)
  }
  await keepDesk({ ...desk, since: Date.now() })
  localStorage.removeItem(LEFT)
}

/** What may still be written here, or undefined: nobody is signed in, or too long ago. */
export async function deskNow(): Promise<Desk | 'tooLong' | undefined> {
  const desk = await deskHere()
  if (!desk || localStorage.getItem(LEFT) !== null) return undefined
  return Date.now() - desk.since > DESK_MS ? 'tooLong' : desk
}

/** Set at once, as a page that is being left has no time for more. */
const LEFT = 'kapok-desk-left'

/** The desk is nobody's: whoever comes next signs in first. What waits stays. */
function leave(): void {
  localStorage.setItem(LEFT, '1')
  void dropDesk().catch(() => undefined)
}

async function post(item: Item, written: Written): Promise<Answer | 'away' | 'signedOut'> {
  const body = new URLSearchParams()
  for (const [name, value] of written.form) body.append(name, value)
  body.set('clerk', item.clerk)
  body.set('station', item.station)
  let answer: Response
  try {
    answer = await asked({ method: 'POST', body })
  } catch {
    return 'away'
  }
  if (answer.status === 401 || answer.type === 'opaqueredirect') return 'signedOut'
  if (answer.headers.get('Content-Type')?.includes('json')) return (await answer.json()) as Answer
  // Where its station is not theirs any more, there is no such page.
  if (answer.status === 404) return { state: 'refused', said: '' }
  return { state: 'later', said: '' }
}

/** Of two tabs one touches what waits at a time, where the browser can tell. */
export function alone<Result>(run: () => Promise<Result>): Promise<Result> {
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>
  return locks ? locks.request('kapok-outbox', run) : run()
}

/**
 * Posts what waits of the clerk on this page, in order. A second posting of
 * the same would be answered as the first was.
 */
export async function upload(telling: Telling = {}): Promise<Ended> {
  const { clerk } = whose()
  return alone(async () => {
    for (const item of await allItems()) {
      if (item.clerk !== clerk || item.state !== 'waits') continue
      const ended = await uploadOne(item, telling)
      if (ended !== 'all') return ended
    }
    return 'all'
  })
}

async function uploadOne(item: Item, telling: Telling): Promise<Ended> {
  const written = await opensTo(item)
  const answer = await post(item, written)
  if (typeof answer === 'string') return answer
  const { state, said, link } = answer
  if (state === 'later') {
    telling.later?.(said)
    return 'later'
  }
  if (state === 'done') {
    await drop(item)
    telling.done?.(answer)
  } else await change(item, state, { ...written, said, ...(link === undefined ? {} : { link }) })
  return 'all'
}

export function countedIn(text: string, n: number): string {
  return text.replace('{n}', `${n}`)
}

/** What of the clerk's own stands on every page. */
export async function showCounts(): Promise<void> {
  const { clerk } = whose()
  const own = (await allItems()).filter((item) => item.clerk === clerk)
  const count = (states: readonly string[]) =>
    own.filter(({ state }) => states.includes(state)).length
  for (const [name, n] of [
    ['awayWaits', count(['waits', 'look'])],
    ['awayRefused', count(['refused'])],
  ] as const) {
    const line = bar?.querySelector<HTMLElement>(
      name === 'awayWaits' ? '[data-away-waits]' : '[data-away-refused]',
    )
    const link = line?.querySelector('a')
    if (!line || !link) continue
    line.hidden = n === 0
    link.textContent = countedIn(line.dataset[name] ?? '', n)
  }
}

export function showNet(away: boolean): void {
  const line = bar?.querySelector<HTMLElement>('[data-away-net]')
  if (line) line.hidden = !away
}

async function register(worker: string): Promise<void> {
  // A script's address is no mere text where a page asks for trusted types.
  const { trustedTypes } = window as unknown as {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): string }
    }
  }
  const own = { createScriptURL: () => worker }
  const address = trustedTypes?.createPolicy('kapok', own).createScriptURL(worker) ?? worker
  await navigator.serviceWorker.register(address, { scope: '/desk' })
}

/**
 * Tries again while there is something to try for: a house that was not reached,
 * every few seconds; who is signed out, each minute. A page that lies open must
 * not keep a sign-in alive, so what was told to wait waits for a hand.
 */
export function tryingAgain(settle: () => Promise<Ended>): () => Promise<Ended> {
  let ended: Ended = 'all'
  let ticks = 0
  let trying = 0
  const now = async () => {
    trying++
    try {
      ended = await settle()
      return ended
    } finally {
      trying--
    }
  }
  window.addEventListener('online', () => void now())
  setInterval(() => {
    ticks++
    const isDue = ended === 'away' || (ended === 'signedOut' && ticks % TICKS_A_MINUTE === 0)
    if (isDue && trying === 0) void now()
  }, AGAIN_MS)
  return now
}

async function everyPage(): Promise<void> {
  window.addEventListener('offline', () => showNet(true))
  if (location.pathname !== PAGE)
    await tryingAgain(async () => {
      const ended = await upload()
      showNet(ended === 'away')
      await showCounts()
      return ended
    })()
  await register(bar?.dataset['worker'] ?? '')
  await keepShell()
}

/** Where a browser has no worker, no place to keep things or no key, a desk is as it is without a script. */
export const canKeep =
  bar !== null && 'serviceWorker' in navigator && 'indexedDB' in window && isSecureContext

const ended = document.querySelector<HTMLElement>('[data-device-wipe]')

if (canKeep && !ended) everyPage().catch(() => undefined)

if ('indexedDB' in window) {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[action="/sign-out"]'))
    form.addEventListener('submit', leave)
  // Who is asked to sign in is nobody yet, also when the network goes now.
  if (document.querySelector('form[action="/sign-in"]')) leave()
  // A computer that is none of the station's any more keeps nothing of it.
  if (ended && 'serviceWorker' in navigator && 'caches' in window) {
    const workers = navigator.serviceWorker
      .getRegistrations()
      .then((all) => Promise.all(all.map((one) => one.unregister())))
    void Promise.all([wipe(), caches.delete(SHELL), workers]).then(() => {
      ended.hidden = false
    })
  }
}
