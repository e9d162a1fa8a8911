/** On every page of a desk that records hours: that the network is away, and how much of what was written then still waits on this computer. */
import { getCookie, setCookie } from 'hono/cookie'
import { hasKeyHint } from '../gate/station-device.ts'
import { type Ask, deskStation, mayHere, type Web, words } from './view.ts'
import { staffName } from './seats.tsx'

/** Whose desk it is: what is written there without a network belongs to the two. */
export interface DeskKept {
  /** An actor id, "staff:…". */
  readonly clerk: string
  /** As colleagues call them. */
  readonly name: string
  readonly station: string
  /** Where its worker is served. */
  readonly worker: string
}

/** Undefined where nothing is kept for later: no script, no station chosen, or somebody who records no hours. */
export async function deskKept(web: Web, c: Ask): Promise<DeskKept | undefined> {
  const actor = c.get('actor')
  const worker = web.options.deskWorker
  if (worker === undefined || actor?.kind !== 'staff' || !mayHere(c, 'credits:write'))
    return undefined
  const station = deskStation(c)
  if (station === '') return undefined
  const name = await staffName(web, actor.id.replace(/^staff:/, ''))
  return { clerk: actor.id, name, station, worker }
}

const nameOf = ({ options }: Web) => (options.secure ? '__Host-kapok-desk' : 'kapok-desk')

/** The longest a browser keeps any cookie. */
const YEAR_S = 400 * 24 * 3_600

/** A hint that this browser keeps what a desk has written. */
export function rememberDesk(web: Web, c: Ask): void {
  const { secure } = web.options
  const kept = { path: '/', httpOnly: true, secure, sameSite: 'Lax', maxAge: YEAR_S } as const
  setCookie(c, nameOf(web), '1', kept)
}

/** What of this site a browser forgets when somebody leaves: all of it, but where a station's key or what a desk has not uploaded lies. */
export function forgotten(web: Web, c: Ask): string {
  const keeps = hasKeyHint(c, web.options) || getCookie(c, nameOf(web)) === '1'
  return keeps ? '"cache"' : '"cache", "storage"'
}

export function AwayBar({ c, desk }: { readonly c: Ask; readonly desk: DeskKept }) {
  const { outbox } = words(c)
  const { clerk, name, station, worker } = desk
  const who = { 'data-clerk': clerk, 'data-name': name, 'data-station': station }
  return (
    <div class="noprint away" data-away {...who} data-worker={worker}>
      <p class="problem" role="status" data-away-net hidden>
        {outbox.away} <a href="/desk/outbox">{outbox.goOn}</a>
      </p>
      <p class="hint" hidden data-away-waits={outbox.countWaits}>
        <a href="/desk/outbox"></a>
      </p>
      <p class="problem" hidden data-away-refused={outbox.countRefused}>
        <a href="/desk/outbox"></a>
      </p>
    </div>
  )
}
