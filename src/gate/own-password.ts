/** Changing one's own password (修改密码): the printed one at the first sign-in, an old one when its days are over, or whenever one likes. */
import { noteEvent } from '../bank/oversight/audit.ts'
import { done, type Outcome, refuse } from '../ledger/refusal.ts'
import { lacksOf, weak } from './profile.ts'
import { renewed, type Standing } from './session.ts'
import { checked } from './sign-in.ts'
import type { StaffBank } from './staff-sign-in.ts'

export interface PasswordOrder {
  readonly old: string
  readonly fresh: string
  readonly repeat: string
}

/**
 * Gives the session's new secret; all other sessions of the person end.
 * Refuses a wrong old one, two that differ, and one that is too weak, by all
 * that it lacks.
 */
export async function changePassword(
  bank: StaffBank,
  { session, actor, due }: Standing,
  { old, fresh, repeat }: PasswordOrder,
): Promise<Outcome<string>> {
  const { people, passwords, directory, clock, staffGate } = bank
  const { profile } = staffGate
  const staff = session.subject
  if (due.includes('second'))
    return refuse({ code: 'second-factor-needed', act: 'account:password' })
  const login = (await directory.newest('staff', staff))?.body.login ?? ''
  const credential = await people.byLogin(login)
  const own = await checked(
    bank,
    { key: `change:${staff}`, beside: [] },
    old,
    credential?.passwordHash,
  )
  if (!own.ok) return own
  if (fresh !== repeat) return refuse({ code: 'passwords-differ' })

  const lacks = lacksOf(profile, fresh, login)
  const facts = await people.staff.password(staff)
  const former = [credential?.passwordHash, ...(facts?.before ?? [])].slice(0, profile.remembered)
  // Only where all else is right: each costs as much as a sign-in.
  if (lacks.length > 0) return refuse(weak(profile, lacks))
  for (const hash of former) {
    const same = await passwords.verify(fresh, hash)
    if (!same.ok) return same
    if (same.value) return refuse(weak(profile, ['before']))
  }
  const hashed = await passwords.hash(fresh)
  if (!hashed.ok) return hashed
  const change = { hash: hashed.value, setAt: clock.now(), oneTime: false }
  await people.staff.changePassword(staff, { ...change, keep: profile.remembered - 1 })
  await noteEvent(bank, actor, { act: 'changed-password', ok: true, about: staff })
  return done(await renewed(bank, session, { due: due.filter((one) => one !== 'password') }))
}
