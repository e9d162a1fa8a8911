/** kapok hook: programs elsewhere that are told what is recorded here. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { addHook, endHook, listHooks, replayHook } from './bank/people/hooks.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import { newHookSecret } from './gate/secrets.ts'
import type { Outcome } from './ledger/refusal.ts'
import type { OpenBank } from './open.ts'
import { assertPostable } from './outside/post.ts'
import { sentence } from './words/refusal.ts'

interface AddOptions extends Common {
  readonly name: string
  readonly url: string
  readonly station: string
  readonly loopback?: boolean
}

export function hookCommands(program: Command): void {
  const hook = program.command('hook').description('programs that are told of entries (webhooks)')
  withCommon(
    hook.command('add').description('tell an address of entries; its secret is shown once'),
  )
    .requiredOption('--name <name>', 'whom it tells')
    .requiredOption('--url <url>', 'https, of no private network')
    .option('--station <code>', 'of this station alone', '')
    .option('--loopback', 'it may be a program on this machine')
    .action(adding)
  withCommon(hook.command('list').description('each, and how far it has been told')).action(listing)
  withCommon(hook.command('end <id>').description('tell it no more')).action(
    (id: string, options: Common) =>
      doing(options, (bank) => endHook(bank, SYSTEM, { id: bank.ids.entry(), hook: id }), id),
  )
  withCommon(hook.command('replay <id>').description('tell it everything again from an entry on'))
    .requiredOption('--from <seq>', 'the first entry it is told')
    .action((id: string, options: Common & { readonly from: string }) =>
      doing(
        options,
        (bank) => replayHook(bank, SYSTEM, { hook: id, from: Number(options.from) }),
        id,
      ),
    )
}

async function adding(options: AddOptions): Promise<void> {
  const { name, url, station, loopback = false } = options
  await inHouse(options, async (bank) => {
    try {
      assertPostable(url, { loopback })
    } catch (fault) {
      return stop(`--url: ${(fault as Error).message}`)
    }
    const key = bank.ids.opaque()
    const secret = newHookSecret()
    const order = { id: bank.ids.entry(), key, name, url, station, secret }
    const near = loopback ? { near: true as const } : {}
    const outcome = await addHook(bank, SYSTEM, { ...order, ...near })
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    answer(options, { id: key, secret }, `${key}\n${secret}`)
  })
}

async function listing(options: Common): Promise<void> {
  await inHouse(options, async (bank) => {
    const outcome = await listHooks(bank, SYSTEM)
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    const list = outcome.value.map(({ row: { key, body }, state }) => ({
      ...{ id: key, ...body, told: state.seq, tries: state.failing?.tries ?? 0 },
      stopped: state.stopped ?? false,
    }))
    const lines = list.map(({ id, name, url, station, told, tries, stopped, active }) => {
      const open = stopped ? 'stopped' : tries === 0 ? 'active' : `tried ${tries}`
      return [id, name, url, station || '-', `told ${told}`, active ? open : 'ended'].join('  ')
    })
    answer(options, { hooks: list }, lines.join('\n'))
  })
}

async function doing(
  options: Common,
  act: (bank: OpenBank) => Promise<Outcome<true>>,
  id: string,
): Promise<void> {
  await inHouse(options, async (bank) => {
    const outcome = await act(bank)
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    answer(options, { id }, id)
  })
}
