/** Short messages as the settings say, for the doors that open a bank. */
import type { Clock } from './bank/ports.ts'
import type { Message } from './bank/ports-messages.ts'
import type { Config } from './config.ts'
import {
  consoleGateway,
  httpGateway,
  messagesOver,
  noMessages,
  type OwnMessages,
  type Post,
} from './outside/messages.ts'
import { messageText } from './words/message.ts'

/**
 * The gateway that is set; without one, the terminal on a developer's own
 * machine, and none over TLS: there people sign in with their cards. Throws
 * with the name of the setting where its address will never be posted to.
 */
export function messagesOf(
  { messages, rules, base }: Pick<Config, 'messages' | 'rules' | 'base'>,
  clock: Clock,
  post: (url: string, near: boolean) => Post,
): OwnMessages {
  const near = !(base?.startsWith('https://') ?? false)
  const { url, bearer, cityDay } = messages
  const product = rules.words.product.zh
  const text = ({ template, facts }: Message) => messageText(template, facts, { product })
  const options = { clock, cityDay, text }
  if (url === undefined)
    return near
      ? messagesOver(
          consoleGateway((line) => console.info(line)),
          options,
        )
      : noMessages()
  try {
    return messagesOver(httpGateway(post(url, near), bearer), options)
  } catch (fault) {
    throw new Error(`KAPOK_SMS_URL: ${(fault as Error).message}`, { cause: fault })
  }
}
