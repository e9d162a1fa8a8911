/** Door: the service on Node, on an empty city the first time. */
import { foundCity } from './bank/city/found.ts'
import { configOf } from './config.ts'
import { openBank } from './open.ts'
import { cityAreas, inOneLine } from './seeds.ts'
import { serveBank, untilStopped } from './serve.ts'

try {
  const config = configOf(process.env)
  const bank = await openBank(config, { create: true, writer: 'thread' })
  await foundCity(bank, cityAreas(config.rules))
  const serving = await serveBank(bank, config)
  console.log(
    `${config.rules.words.product.zh} ${serving.url}  (${config.postgres ? 'PostgreSQL' : `data: ${config.data}`}, head: ${config.heads})`,
  )
  await untilStopped(serving)
} catch (error) {
  console.error(inOneLine(error))
  process.exitCode = 1
}
