/** kapok remind: tells whoever signed up that it is tomorrow, that they have a place, or that it was called off. For a timer, each half hour. */
import type { Command } from 'commander'
import { remind } from './bank/activities/remind.ts'
import { answer, type Common, inHouse, withCommon } from './cli-shared.ts'

export function remindCommand(program: Command): void {
  withCommon(
    program
      .command('remind')
      .description('tell people of their activities; nothing goes out at night'),
  ).action((options: Common) => reminding(options))
}

async function reminding(options: Common): Promise<void> {
  await inHouse(options, async (bank) => {
    const told = await remind(bank)
    const { sent, phoneless, later } = told
    answer(options, told, `已提醒 ${sent} 人，没有电话 ${phoneless} 人，稍后再发 ${later} 人`)
  })
}
