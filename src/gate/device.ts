/**
 * Cookies of a device (本机): one that says it is the same browser as before, and
 * one with the sessions of colleagues who wait while another is at the desk.
 */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { GateOptions } from './middleware.ts'
import { isSecret, newSecret } from './secrets.ts'

/** The longest a browser keeps any cookie. */
const DEVICE_S = 400 * 24 * 3_600

/** As long as a session of staff lasts at most. */
const SEATS_S = 8 * 3_600

/** Who wait at one computer; more would not be told apart at a glance. */
export const SEATS_MOST = 4

const nameOf = ({ secure }: GateOptions, what: string) =>
  secure ? `__Host-kapok-${what}` : `kapok-${what}`

const attributes = ({ secure }: GateOptions) =>
  ({ path: '/', httpOnly: true, secure, sameSite: 'Lax' }) as const

export function deviceOf(c: Context, options: GateOptions): string | undefined {
  const secret = getCookie(c, nameOf(options, 'device'))
  return secret !== undefined && isSecret(secret) ? secret : undefined
}

/** The device's secret, given to it when it has none yet. */
export function deviceFor(c: Context, options: GateOptions): string {
  const known = deviceOf(c, options)
  const secret = known ?? newSecret()
  setCookie(c, nameOf(options, 'device'), secret, { ...attributes(options), maxAge: DEVICE_S })
  return secret
}

/** Secrets of the sessions that wait here. */
export function seatsOf(c: Context, options: GateOptions): readonly string[] {
  const text = getCookie(c, nameOf(options, 'seats')) ?? ''
  return text.split('.').filter(isSecret).slice(0, SEATS_MOST)
}

export function giveSeats(c: Context, options: GateOptions, secrets: readonly string[]): void {
  const name = nameOf(options, 'seats')
  if (secrets.length === 0) deleteCookie(c, name, { path: '/', secure: options.secure })
  else
    setCookie(c, name, secrets.slice(0, SEATS_MOST).join('.'), {
      ...attributes(options),
      maxAge: SEATS_S,
    })
}

/** Ten minutes at another issuer's door. */
const OUTSIDE_S = 600

/** What a browser took along to another issuer, sealed; '' where it took nothing. */
export function outsideOf(c: Context, options: GateOptions): string {
  return getCookie(c, nameOf(options, 'outside')) ?? ''
}

export function giveOutside(c: Context, options: GateOptions, sealed: string | undefined): void {
  const name = nameOf(options, 'outside')
  if (sealed === undefined) deleteCookie(c, name, { path: '/', secure: options.secure })
  else setCookie(c, name, sealed, { ...attributes(options), maxAge: OUTSIDE_S })
}
