/** kapok staff reset: for the day nobody of the security office can sign in. Whoever holds the files may do it, and it is kept. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { resetPassword, resetSecond } from './bank/people/staff-reset.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import { newSecret } from './gate/secrets.ts'
import type { Outcome } from './ledger/refusal.ts'
import { sentence } from './words/refusal.ts'

interface ResetOptions extends Common {
  readonly login: string
  readonly second?: boolean
}

export function resetCommand(staff: Command): void {
  withCommon(
    staff.command('reset').description('a new password, printed once; it ends all their sessions'),
  )
    .requiredOption('--login <login>', 'whose')
    .option('--second', 'take away their second step as well')
    .action(async (options: ResetOptions) => {
      await inHouse(options, async (bank) => {
        const { login, second = false } = options
        const told = (no: Outcome<unknown> & { readonly ok: false }) =>
          stop(sentence(no.refusal, { language: 'zh', rules: bank.rules }))
        const password = newSecret().slice(0, 20)
        const hash = await bank.passwords.hash(password)
        if (!hash.ok) return told(hash)
        const order = { login, reason: 'lost' } as const
        const cleared = second ? await resetSecond(bank, SYSTEM, order) : undefined
        if (cleared && !cleared.ok) return told(cleared)
        const keep = bank.staffGate.profile.remembered - 1
        const done = await resetPassword(bank, SYSTEM, { ...order, passwordHash: hash.value, keep })
        if (!done.ok) return told(done)
        answer(options, { login, password }, `${login}  ${password}`)
      })
    })
}
