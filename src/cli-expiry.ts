/** kapok expire-grants and expire-vouchers: what has ended goes back to where it came from; run by a timer, as often as one likes. */
import type { Command } from 'commander'
import { expireGrants } from './bank/hours/expire-grants.ts'
import { expireVouchers } from './bank/service/voucher.ts'
import { answer, type Common, inHouse, withCommon } from './cli-shared.ts'

type Options = Common & { readonly dryRun?: boolean }

export function expiryCommands(program: Command): void {
  withCommon(
    program
      .command('expire-grants')
      .description('care hours past their last day go back to their pool')
      .option('--dry-run', 'say what is due; write nothing'),
  ).action(grants)
  withCommon(
    program
      .command('expire-vouchers')
      .description('hours of vouchers past their last day go back to whose they are')
      .option('--dry-run', 'say what is due; write nothing'),
  ).action(vouchers)
}

async function grants(options: Options): Promise<void> {
  const dryRun = options.dryRun ?? false
  await inHouse(options, async (bank) => {
    const ended = await expireGrants(bank, { dryRun })
    const minutes = ended.reduce((sum, one) => sum + one.minutes, 0)
    const said = `${dryRun ? '到期' : '已退回'} ${ended.length} 笔关爱时数，共 ${minutes / 60} 小时`
    answer(options, { count: ended.length, minutes, ended }, said)
  })
}

async function vouchers(options: Options): Promise<void> {
  const dryRun = options.dryRun ?? false
  await inHouse(options, async (bank) => {
    const count = await expireVouchers(bank, { dryRun })
    answer(options, { count }, `${dryRun ? '到期' : '已退回'} ${count} 张时间券`)
  })
}
