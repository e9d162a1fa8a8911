/**
 * Signing in at another issuer (统一身份认证): OpenID Connect, code with PKCE,
 * state and nonce, by a library kept for it. Only the issuer of the settings is
 * asked, at hosts that are listed; a person is known by (issuer, subject) and
 * by nothing else. What is asked goes round in a sealed cookie of the browser.
 */
import { Buffer } from 'node:buffer'
import * as oidc from 'openid-client'
import { noteEvent, VISITOR } from '../bank/oversight/audit.ts'
import { done, type Outcome, type OutsideFault, refuse } from '../ledger/refusal.ts'
import { opened } from './sealer.ts'
import { afterChange, refusedChange } from './second.ts'
import { hashOf } from './secrets.ts'
import { type Standing, STRONG_MS } from './session.ts'
import { type Device, kept } from './sign-in.ts'
import { enteredStaff, type StaffBank, type StaffIn } from './staff-sign-in.ts'

export interface OutsideSettings {
  /** An https URL; http only on this machine. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The one algorithm its id tokens are signed with. */
  readonly algorithm: string
  /** Hosts beside the issuer's own that its endpoints may be at. */
  readonly hosts: readonly string[]
  /** Values of acr that say two factors were shown. */
  readonly strong: readonly string[]
}

/** The issuer, as the gate asks it. */
export interface Outside {
  readonly issuer: string
  readonly strong: readonly string[]
  /** Its metadata; throws where it cannot be had. */
  configuration(): Promise<oidc.Configuration>
}

/** What a browser is sent away with. */
export interface Leaving {
  readonly url: string
  /** For its cookie. */
  readonly kept: string
}

interface Asked {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly until: number
  /** Whose account it is to be linked with; '' for a sign-in. */
  readonly link: string
}

/** Ten minutes at the other door. */
export const ASKED_MS = 10 * 60_000

/** Its metadata and keys are asked for again after this. */
const REMEMBERED_MS = 60 * 60_000

const TIMEOUT_S = 5

/** What amr says where a second factor was shown (RFC 8176). */
const TWO_FACTORS = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc'])

const no = (why: OutsideFault) => refuse({ code: 'outside-refused', why })

export function outsideAt(settings: OutsideSettings, now: () => number): Outside {
  const { issuer, strong } = settings
  let remembered: { readonly at: number; readonly found: oidc.Configuration } | undefined
  return {
    issuer,
    strong,
    async configuration() {
      if (remembered && now() - remembered.at < REMEMBERED_MS) return remembered.found
      remembered = { at: now(), found: await discovered(settings) }
      return remembered.found
    },
  }
}

async function discovered(settings: OutsideSettings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret, algorithm } = settings
  const url = new URL(issuer)
  // The library takes a token's word for it that came over TLS; we look at its signature as well.
  const execute = [oidc.enableNonRepudiationChecks]
  if (isHere(url)) execute.push(oidc.allowInsecureRequests)
  return oidc.discovery(
    url,
    clientId,
    { client_secret: clientSecret, id_token_signed_response_alg: algorithm },
    oidc.ClientSecretBasic(clientSecret),
    { execute, timeout: TIMEOUT_S, [oidc.customFetch]: fetchFrom(settings) },
  )
}

/** This machine's own: the one place that is asked without TLS. */
function isHere({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** Asks nobody who is not listed, whatever the issuer's metadata say; redirects are answers, and none that helps. */
function fetchFrom({ issuer, hosts }: OutsideSettings): oidc.CustomFetch {
  const own = new URL(issuer)
  const listed = new Set([own.host, ...hosts])
  return async (url, options) => {
    const to = new URL(url)
    const safe = to.protocol === 'https:' || (isHere(own) && isHere(to))
    if (!safe || !listed.has(to.host)) throw new Error(`${to.host} is no host of the issuer`)
    return fetch(url, { ...options, redirect: 'manual' } as RequestInit)
  }
}

/** Where the browser is sent. Refuses where there is no issuer, or it does not answer. */
export async function leave(
  bank: StaffBank,
  { redirect, link = '' }: { readonly redirect: string; readonly link?: string },
): Promise<Outcome<Leaving>> {
  const { outside, sealer } = bank.staffGate
  if (!outside) return no('not-set-up')
  const configuration = await outside.configuration().catch(() => undefined)
  if (!configuration) return no('unreachable')
  const asked: Asked = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    until: bank.clock.now() + ASKED_MS,
    link,
  }
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirect,
    scope: 'openid',
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: 'S256',
  })
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(asked), 'utf8'))
  return done({ url: url.href, kept: sealer.seal(bytes, ABOUT) })
}

const ABOUT = 'outside'

interface Came {
  readonly subject: string
  readonly strong: boolean
  /** Whose account it is to be linked with; '' for a sign-in. */
  readonly link: string
}

type Answered =
  | { readonly ok: true; readonly value: Came }
  | { readonly ok: false; readonly why: OutsideFault; readonly fault: string }

/** Signs in whoever came back. Refuses an answer that does not verify, and somebody who is linked with nobody. */
export async function comeBack(
  bank: StaffBank,
  { url, cookie }: { readonly url: URL; readonly cookie: string },
  standing: Standing | undefined,
  device: Device,
): Promise<Outcome<StaffIn | { readonly linked: string }>> {
  const { outside } = bank.staffGate
  if (!outside) return no('not-set-up')
  const came = await answered(bank, outside, url, cookie)
  if (!came.ok) {
    // Whoever runs the system finds there what the library said, by its code.
    const refs = [['by', 'outside'], ['fault', came.fault] as const] as const
    const event = { act: 'sign-in', ok: false, reason: 'wrong', refs } as const
    await noteEvent(bank, standing?.actor ?? VISITOR, event)
    return no(came.why)
  }
  const { subject, strong, link } = came.value
  if (link !== '') return linked(bank, outside, { subject, link }, standing)
  const staff = await bank.people.staff.linked(outside.issuer, subject)
  if (staff === undefined) return no('not-linked')
  const entered = await enteredStaff(bank, staff, device, { proved: strong ? 'both' : 'outside' })
  return kept(bank, staff, entered, [['by', 'outside']])
}

async function linked(
  bank: StaffBank,
  { issuer }: Outside,
  { subject, link }: { readonly subject: string; readonly link: string },
  standing: Standing | undefined,
): Promise<Outcome<{ readonly linked: string }>> {
  if (standing?.session.subject !== link) return no('late')
  const change = await refusedChange(bank, standing)
  if (change) return refuse(change)
  const { people, clock } = bank
  const added = await people.staff.link({ issuer, subject, staff: link, linkedAt: clock.now() })
  if (!added && (await people.staff.linked(issuer, subject)) !== link) return no('linked-elsewhere')
  await noteEvent(bank, standing.actor, { act: 'linked-outside', ok: true, about: link })
  return done({ linked: subject })
}

/** Takes one's own link away. Refuses whoever has a second step and did not show it. */
export async function unlinkOutside(
  bank: StaffBank,
  standing: Standing,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<Outcome<string>> {
  const change = await refusedChange(bank, standing)
  if (change) return refuse(change)
  const staff = standing.session.subject
  if (!(await bank.people.staff.unlink(staff, issuer, subject))) return no('not-linked')
  await noteEvent(bank, standing.actor, { act: 'unlinked-outside', ok: true, about: staff })
  const secret = standing.actor.strong === true ? await afterChange(bank, standing) : ''
  return done(secret)
}

async function answered(
  bank: StaffBank,
  outside: Outside,
  url: URL,
  cookie: string,
): Promise<Answered> {
  const no = (why: OutsideFault, fault: string = why) => ({ ok: false, why, fault }) as const
  const asked = askedIn(bank, cookie)
  const now = bank.clock.now()
  if (!asked || asked.until <= now) return no('late')
  const { state, nonce, verifier, until, link } = asked
  if (!(await bank.people.staff.once(hashOf(state), until, now))) return no('late')
  const configuration = await outside.configuration().catch(() => undefined)
  if (!configuration) return no('unreachable')
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    const subject = claims?.sub
    // As the standard bounds it; it goes into an index as it is.
    if (!claims || typeof subject !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(subject))
      return no('unproved')
    return done({ subject, strong: isStrong(outside, claims, now), link })
  } catch (fault) {
    return no(...faultOf(fault))
  }
}

function askedIn({ staffGate }: StaffBank, cookie: string): Asked | undefined {
  const bytes = opened(staffGate.sealer, cookie, ABOUT)
  return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as Asked)
}

/** Two factors, by what the issuer says of them, shown of late. */
function isStrong({ strong }: Outside, claims: oidc.IDToken, now: number): boolean {
  const { acr, amr, auth_time: at } = claims
  const two =
    (typeof acr === 'string' && strong.includes(acr)) ||
    (Array.isArray(amr) && amr.some((one) => typeof one === 'string' && TWO_FACTORS.has(one)))
  return two && typeof at === 'number' && now - at * 1_000 < STRONG_MS
}

/** What a person is told of it, and the library's code for it. */
function faultOf(fault: unknown): readonly [OutsideFault, string] {
  const { code, cause, name } = fault as {
    readonly code?: unknown
    readonly cause?: unknown
    readonly name?: unknown
  }
  const said = String(code ?? name)
  const known = /^[\w.-]{1,60}$/.test(said) ? said : 'unknown'
  if (fault instanceof oidc.AuthorizationResponseError) return ['denied', known]
  const gone = fault instanceof TypeError || code === 'OAUTH_TIMEOUT'
  const ill = cause instanceof Response && cause.status >= 500
  return [gone || ill ? 'unreachable' : 'unproved', known]
}
