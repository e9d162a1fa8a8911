/**
 * What tells a subscriber of an entry, signed as Standard Webhooks has it: the
 * id, the time and the body under the subscriber's secret.
 */
import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import type { Delivery, TellHook } from '../bank/ports-hooks.ts'
import type { Post } from './messages.ts'

/** The headers that go with a body. The secret is the bytes after "whsec_", in base64. */
export function hookHeaders(
  secret: string,
  { id, at, body }: Delivery,
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const time = `${Math.floor(at / 1_000)}`
  const mac = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${mac}`,
  }
}

/** Offers deliveries over posts to an address. 2xx is a yes, and nothing else is; no redirect is followed; an address that is never posted to takes nothing. */
export function hooksOver(postTo: (url: string) => Post): TellHook {
  return async (url, secret, delivery) => {
    let post: Post
    try {
      post = postTo(url)
    } catch {
      return false
    }
    const status = await post(delivery.body, hookHeaders(secret, delivery))
    return status !== undefined && status >= 200 && status < 300
  }
}
