/** kapok erase and kapok retention: what the house no longer keeps of people. */
import type { Command } from 'commander'
import { SYSTEM } from './bank/actor.ts'
import { dayOf } from './bank/draft.ts'
import { erase } from './bank/people/erase.ts'
import { retention } from './bank/people/retention.ts'
import { answer, type Common, inHouse, stop, withCommon } from './cli-shared.ts'
import type { MemberId } from './ledger/account.ts'
import { ERASE_REASONS, type EraseReason, type Leftover, LEFTOVERS } from './rules/privacy.ts'
import { runDue } from './jobs.ts'
import { hooksOver } from './outside/hooks.ts'
import { postTo } from './outside/post.ts'
import { sentence } from './words/refusal.ts'

interface EraseOptions extends Common {
  readonly reason: string
  readonly left: string
  readonly pool?: string
}

export function peopleCommands(program: Command): void {
  withCommon(
    program
      .command('erase <member>')
      .description('destroy what is known of a person; the books stay whole')
      .requiredOption('--reason <reason>', ERASE_REASONS.join(', '))
      .option('--left <what>', `hours that are left: ${LEFTOVERS.join(', ')}`, 'none')
      .option('--pool <code>', 'the pool they are donated to'),
  ).action(erasing)
  withCommon(
    program
      .command('retention')
      .description('let go what has been kept long enough')
      .option('--dry-run', 'say what is due; erase nothing'),
  ).action((options: Common & { readonly dryRun?: boolean }) => retaining(options))
  withCommon(
    program
      .command('jobs')
      .description("run the house's own jobs that are due; the service does so by itself"),
  ).action(runJobs)
}

async function erasing(text: string, options: EraseOptions): Promise<void> {
  await inHouse(options, async (bank) => {
    // A number is what stands on the card; the id is what the books say.
    const [found] = await bank.people.find('city', { number: text }, 1)
    const member = found?.member ?? (text as MemberId)
    const outcome = await erase(bank, SYSTEM, {
      id: bank.ids.entry(),
      member,
      reason: options.reason as EraseReason,
      left: options.left as Leftover,
      ...(options.pool === undefined ? {} : { pool: options.pool }),
    })
    if (!outcome.ok) return stop(sentence(outcome.refusal, { language: 'zh', rules: bank.rules }))
    const { seq, id } = outcome.value
    answer(options, { member, seq, id }, `已注销 ${member}，凭证 ${seq}`)
  })
}

async function retaining(options: Common & { readonly dryRun?: boolean }): Promise<void> {
  const dryRun = options.dryRun ?? false
  await inHouse(options, async (bank) => {
    const due = await retention(bank, { dryRun })
    const lines = due.members.map(({ member, since }) => `${member} 最后活动 ${dayOf(since)}`)
    const counts = `会话 ${due.sessions}，试错记录 ${due.tries}，验证码 ${due.codes}，人员 ${due.members.length}`
    answer(options, due, [...lines, `${dryRun ? '到期' : '已清除'}：${counts}`].join('\n'))
  })
}

async function runJobs(options: Common): Promise<void> {
  await inHouse(options, async (bank) => {
    const tell = hooksOver((url) => postTo(url, { loopback: false }))
    const ran = await runDue(bank, `cli-${process.pid}`, { tell })
    answer(
      options,
      ran,
      Object.entries(ran)
        .map(([job, how]) => `${job} ${how}`)
        .join('\n'),
    )
  })
}
