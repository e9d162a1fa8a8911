/** Posting where the platform only has `fetch`, and no private network can be reached from it: on Workers. */
import type { Post } from './messages.ts'

const TIMEOUT_MS = 5_000

/** Throws for what is no https address. */
export function fetchPostTo(address: string): Post {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new Error('it must begin with https:// and carry no user')
  return async (body, headers) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      return answer.status
    } catch {
      return undefined
    }
  }
}
