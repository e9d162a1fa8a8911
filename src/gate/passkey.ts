/**
 * Passkeys (通行密钥): a key in the device or on a stick, opened by finger, face
 * or PIN, so that one touch is something had and something known. A question is
 * sealed by us and says until when it is good; it is answered once.
 */
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  type VerifiedAuthenticationResponse,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { noteEvent } from '../bank/oversight/audit.ts'
import type { Passkey } from '../bank/ports-staff-keys.ts'
import { done, type Outcome, type PasskeyFault, refuse } from '../ledger/refusal.ts'
import { opened } from './sealer.ts'
import { afterChange, noteShown, type Raised, raised, refusedChange } from './second.ts'
import { hashOf } from './secrets.ts'
import type { Standing } from './session.ts'
import { type Device, kept } from './sign-in.ts'
import { enteredStaff, type StaffBank, type StaffIn } from './staff-sign-in.ts'

/** Whom a passkey is for: this house at this address. */
export interface Party {
  /** The host, without a port. */
  readonly id: string
  readonly origin: string
  readonly name: string
}

/** How long somebody may look for their finger. */
const QUESTION_MS = 5 * 60_000

/** A key on a stick, a telephone, two computers; more is forgotten somewhere. */
const PASSKEYS_MOST = 10
const NAME_MOST = 40

/** What the browser hands back, as yet of any shape. */
export type PasskeyAnswer = AuthenticationResponseJSON | RegistrationResponseJSON

const no = (why: PasskeyFault) => refuse({ code: 'passkey-refused', why })

/** What a form brought; undefined where it is no JSON of that kind. */
export function passkeyIn(text: string): PasskeyAnswer | undefined {
  try {
    const read: unknown = JSON.parse(text)
    const answer = read as PasskeyAnswer
    return typeof answer?.id === 'string' && typeof answer.response?.clientDataJSON === 'string'
      ? answer
      : undefined
  } catch {
    return undefined
  }
}

/** Asks for one of a person's passkeys; undefined where they have none. */
export async function questionFor(
  bank: StaffBank,
  { id }: Party,
  { session }: Standing,
): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
  const passkeys = await bank.people.staff.passkeys(session.subject)
  if (passkeys.length === 0) return undefined
  return generateAuthenticationOptions({
    rpID: id,
    challenge: asked(bank, `raise:${session.subject}`),
    userVerification: 'required',
    allowCredentials: passkeys.map(named),
  })
}

/** Asks for any passkey of this house: whoever holds it need not say who they are. */
export function entryQuestion(
  bank: StaffBank,
  { id }: Party,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = asked(bank, 'enter')
  return generateAuthenticationOptions({ rpID: id, challenge, userVerification: 'required' })
}

export async function enrolQuestion(
  bank: StaffBank,
  { id, name }: Party,
  { session }: Standing,
  login: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const passkeys = await bank.people.staff.passkeys(session.subject)
  return generateRegistrationOptions({
    rpID: id,
    rpName: name,
    userName: login,
    userID: new Uint8Array(Buffer.from(session.subject, 'utf8')),
    challenge: asked(bank, `enrol:${session.subject}`),
    attestationType: 'none',
    excludeCredentials: passkeys.map(named),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

const named = ({ id, transports }: Passkey) => ({ id, transports: [...transports] })

/** Shows a passkey as the second step, or as the first and second once more. */
export async function showPasskey(
  bank: StaffBank,
  party: Party,
  standing: Standing,
  answer: PasskeyAnswer | undefined,
): Promise<Outcome<Raised>> {
  const { subject } = standing.session
  const found = await proved(bank, party, answer, `raise:${subject}`)
  const own = found.ok && found.value.staff === subject
  await noteShown(bank, standing, own ? 'passkey' : undefined)
  if (!found.ok) return found
  if (!own) return no('unknown')
  return done({ secret: await raised(bank, standing), by: 'passkey' })
}

/** Signs in by passkey alone. */
export async function enterByPasskey(
  bank: StaffBank,
  party: Party,
  answer: PasskeyAnswer | undefined,
  device: Device,
): Promise<Outcome<StaffIn>> {
  const found = await proved(bank, party, answer, 'enter')
  if (!found.ok) return found
  const { staff } = found.value
  const entered = await enteredStaff(bank, staff, device, { proved: 'both' })
  return kept(bank, staff, entered, [['by', 'passkey']])
}

/** Refuses a name that is none, a key that is there already, and whoever has a second step and did not show it. */
export async function enrolPasskey(
  bank: StaffBank,
  party: Party,
  standing: Standing,
  { name, answer }: { readonly name: string; readonly answer: PasskeyAnswer | undefined },
): Promise<Outcome<string>> {
  const { people, clock } = bank
  const staff = standing.session.subject
  const change = await refusedChange(bank, standing)
  if (change) return refuse(change)
  if (name === '' || Array.from(name).length > NAME_MOST || /\p{C}/u.test(name)) return no('name')
  if ((await people.staff.passkeys(staff)).length >= PASSKEYS_MOST) return no('taken')
  const question = await answered(bank, answer, `enrol:${staff}`)
  if (!question.ok) return question
  const verified = await made(party, answer as RegistrationResponseJSON, question.value)
  if (!verified?.registrationInfo?.userVerified) return no('unreadable')
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential
  const added = await people.staff.addPasskey({
    id,
    staff,
    name,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    counter,
    transports,
    addedAt: clock.now(),
    usedAt: 0,
  })
  if (!added) return no('taken')
  await noteEvent(bank, standing.actor, { act: 'enrolled-passkey', ok: true, about: staff })
  return done(await afterChange(bank, standing))
}

/** Refuses whoever has not shown a second step of late. */
export async function removePasskey(
  bank: StaffBank,
  standing: Standing,
  id: string,
): Promise<Outcome<string>> {
  if (standing.actor.strong !== true)
    return refuse({ code: 'second-factor-needed', act: 'account:second' })
  const staff = standing.session.subject
  if (!(await bank.people.staff.removePasskey(staff, id))) return no('unknown')
  await noteEvent(bank, standing.actor, { act: 'removed-passkey', ok: true, about: staff })
  return done(await afterChange(bank, standing))
}

/** The passkey that answered, its use noted. */
async function proved(
  bank: StaffBank,
  party: Party,
  answer: PasskeyAnswer | undefined,
  purpose: string,
): Promise<Outcome<Passkey>> {
  const { people, clock } = bank
  const question = await answered(bank, answer, purpose)
  if (!question.ok) return question
  const passkey = await people.staff.passkey(answer?.id ?? '')
  if (!passkey) return no('unknown')
  const verified = await shown(party, answer as AuthenticationResponseJSON, question.value, passkey)
  if (!verified?.verified || !verified.authenticationInfo.userVerified) return no('unreadable')
  const { newCounter } = verified.authenticationInfo
  const fresh = await people.staff.usedPasskey(passkey.id, newCounter, clock.now())
  return fresh ? done(passkey) : no('copied')
}

function asked({ staffGate, clock }: StaffBank, purpose: string): Uint8Array<ArrayBuffer> {
  const facts = Buffer.alloc(8)
  facts.writeBigUInt64BE(BigInt(clock.now() + QUESTION_MS))
  const bytes = new Uint8Array(Buffer.concat([facts, randomBytes(16)]))
  return new Uint8Array(
    Buffer.from(staffGate.sealer.seal(bytes, `passkey:${purpose}`), 'base64url'),
  )
}

/** The question of an answer, where it was ours, for this, in time, and not answered before. */
async function answered(
  { people, clock, staffGate }: StaffBank,
  answer: PasskeyAnswer | undefined,
  purpose: string,
): Promise<Outcome<string>> {
  const challenge = answer === undefined ? undefined : challengeIn(answer)
  const bytes = challenge && opened(staffGate.sealer, challenge, `passkey:${purpose}`)
  if (challenge === undefined || !bytes) return no('unreadable')
  const until = Number(Buffer.from(bytes).readBigUInt64BE())
  const now = clock.now()
  if (until <= now) return no('late')
  return (await people.staff.once(hashOf(challenge), until, now)) ? done(challenge) : no('late')
}

function challengeIn({ response }: PasskeyAnswer): string | undefined {
  try {
    const text = Buffer.from(response.clientDataJSON, 'base64url').toString('utf8')
    const { challenge } = JSON.parse(text) as { readonly challenge?: unknown }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}

/** Undefined where the answer does not verify: the library throws, each time for another reason. */
async function shown(
  { id, origin }: Party,
  response: AuthenticationResponseJSON,
  expectedChallenge: string,
  passkey: Passkey,
): Promise<VerifiedAuthenticationResponse | undefined> {
  const expected = { expectedChallenge, expectedOrigin: origin, expectedRPID: id }
  // The counter is compared where it is kept, in one step.
  const credential = {
    id: passkey.id,
    publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
    counter: 0,
  }
  return verifyAuthenticationResponse({ response, ...expected, credential }).catch(() => undefined)
}

async function made(
  { id, origin }: Party,
  response: RegistrationResponseJSON,
  expectedChallenge: string,
): Promise<VerifiedRegistrationResponse | undefined> {
  const expected = { expectedChallenge, expectedOrigin: origin, expectedRPID: id }
  return verifyRegistrationResponse({ response, ...expected }).catch(() => undefined)
}
