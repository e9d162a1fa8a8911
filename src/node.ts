/** Door: the service on Node, on an empty city the first time. */
import { RolledBack } from './bank/oversight/checkpoint.ts'
import { foundCity } from './bank/city/found.ts'
import { configOf } from './config.ts'
import { type OpenBank, openBank } from './open.ts'
import { cityAreas, inOneLine } from './seeds.ts'
import { serveBank, untilStopped } from './serve.ts'

let bank: OpenBank | undefined
try {
  const config = configOf(process.env)
  bank = await openBank(config, { create: true, writer: 'thread' })
  await foundCity(bank, cityAreas(config.rules))
  const serving = await serveBank(bank, config)
  console.log(
    `${config.rules.words.product.zh} ${serving.url}  (${config.postgres ? 'PostgreSQL' : `data: ${config.data}`}, head: ${config.heads})`,
  )
  await untilStopped(serving)
} catch (error) {
  console.error(inOneLine(error))
  // Or its writer's thread would keep a service going that serves nobody.
  await bank?.close()
  // As `kapok serve` and `kapok verify` exit: the database is older than its head, or another.
  process.exitCode = error instanceof RolledBack ? 3 : 1
}
