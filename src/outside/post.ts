/**
 * Posting to an address that a setting names, and to nowhere else: https, no
 * redirects, no address of a private network, whatever its name resolves to at
 * the moment it is connected to. On a developer's own machine also http on
 * loopback.
 */
import { lookup as resolve } from 'node:dns'
import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Post } from './messages.ts'

export interface PostOptions {
  /** Loopback may be posted to, and by http. */
  readonly loopback: boolean
  readonly timeoutMs?: number
}

/** A gateway that needs longer has not taken it. */
const TIMEOUT_MS = 5_000

/** IANA special-purpose registries: what is not for the whole world. */
const PRIVATE_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Everything but 2000::/3 is not for the world; of that, what carries an IPv4 address or is for books. */
const PRIVATE_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const blocked = new BlockList()
for (const [net, bits] of PRIVATE_4) blocked.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of PRIVATE_6) blocked.addSubnet(net, bits, 'ipv6')
const world6 = new BlockList()
world6.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address is one anybody in the world may reach. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !blocked.check(address, 'ipv4')
  if (family === 6) return world6.check(address, 'ipv6') && !blocked.check(address, 'ipv6')
  return false
}

/** Throws for an address that will never be posted to, and says why. */
export function assertPostable(address: string, { loopback }: PostOptions): URL {
  const url = URL.parse(address)
  if (!url) throw new Error('it is no URL')
  const near = loopback && isLoopback(url)
  if (url.protocol !== 'https:' && !(near && url.protocol === 'http:'))
    throw new Error('it must begin with https://')
  if (url.username !== '' || url.password !== '')
    throw new Error('it must not carry a user or a password')
  const host = hostOf(url)
  if (isIP(host) !== 0 && !isPublic(host) && !near)
    throw new Error('it is an address of a private network')
  return url
}

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

const isLoopback = (url: URL) => ['127.0.0.1', '::1', 'localhost'].includes(hostOf(url))

/** Posts to one address. Throws at once where that can never be posted to. */
export function postTo(address: string, options: PostOptions): Post {
  const url = assertPostable(address, options)
  const near = options.loopback && isLoopback(url)
  const { timeoutMs = TIMEOUT_MS } = options
  const send = url.protocol === 'https:' ? request : plainRequest
  return (body, headers) =>
    new Promise((answer) => {
      const asked = send(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        ...(near ? {} : { lookup: publicOnly }),
      })
      asked.on('response', (response) => {
        answer(response.statusCode)
        // What it says is not read.
        response.destroy()
      })
      asked.on('error', () => answer(undefined))
      asked.end(body)
    })
}

/** What the name stands for now, as it will be connected to; a private address is as if there were none. */
const publicOnly: LookupFunction = (hostname, options, told) => {
  resolve(hostname, { ...options, all: true }, (fault, addresses) => {
    if (fault) return told(fault, '', 0)
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublic(address)))
      return told(new Error(`${hostname} is not an address of the world`), '', 0)
    return options.all ? told(null, addresses) : told(null, first.address, first.family)
  })
}
