/** The phone a member of staff is told on (接收提醒的手机): set by themselves, kept in the vault, asked of nobody. */
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import type { Bank } from '../ports.ts'

const MOBILE = /^1[3-9]\d{9}$/

const keyOf = (staff: string) => `staff/${staff}/phone`
const holderOf = (staff: string) => `staff:${staff}`

/** The number they gave, 11 digits; undefined where they gave none. */
export async function staffPhone(
  bank: Pick<Bank, 'people'>,
  staff: string,
): Promise<string | undefined> {
  const notes = await bank.people.notes.get([keyOf(staff)])
  const { phone = '' } = (notes.get(keyOf(staff)) ?? {}) as { readonly phone?: string }
  return phone === '' ? undefined : phone
}

/** Keeps the number; '' takes it back. Refuses what is no mobile number of 11 digits. */
export async function setStaffPhone(
  bank: Pick<Bank, 'people' | 'clock'>,
  staff: string,
  phone: string,
): Promise<Outcome<true>> {
  if (phone !== '' && !MOBILE.test(phone))
    return refuse({ code: 'code-unreadable', what: 'mobile', given: phone.slice(0, 20) })
  const at = bank.clock.now()
  await bank.people.notes.put({ key: keyOf(staff), holder: holderOf(staff), value: { phone }, at })
  return done(true)
}

/** Their phone goes with them. */
export const forgetStaffPhone = (bank: Pick<Bank, 'people'>, staff: string): Promise<void> =>
  bank.people.notes.forget(holderOf(staff))
