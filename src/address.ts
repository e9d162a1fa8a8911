/** Where a request comes from, as far as it can be trusted: what proxies of ours have added, and nobody else's word. */
import { BlockList, isIP } from 'node:net'

/** Throws on what is neither an address nor a network, as "10.0.0.0/8". */
export function proxiesIn(text: string): BlockList {
  const list = new BlockList()
  for (const one of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const [address = '', bits, more] = one.split('/')
    const family = isIP(address)
    const width = family === 6 ? 128 : 32
    const prefix = bits === undefined ? width : Number(bits)
    const right = bits === undefined || (/^\d{1,3}$/.test(bits) && prefix <= width)
    if (family === 0 || !right || more !== undefined)
      throw new Error(`KAPOK_PROXIES: ${one} is no address and no network`)
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/**
 * The address of the connection; where that is a proxy of ours, the one it has
 * added to X-Forwarded-For, and so on back through those of ours. The first that
 * is not ours is the caller's: what stands before it the caller wrote.
 */
export function callerOf(
  connection: string,
  forwarded: string | undefined,
  proxies: BlockList,
): string {
  let at = plain(connection) ?? connection
  const hops = (forwarded ?? '').split(',')
  while (isOurs(at, proxies) && hops.length > 0) {
    const before = plain(hops.pop() ?? '')
    if (before === undefined) return at
    at = before
  }
  return at
}

function isOurs(address: string, proxies: BlockList): boolean {
  const family = isIP(address)
  return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** "::ffff:10.0.0.1", "[::1]:80" and "10.0.0.1:80" as the plain address; undefined where there is none. */
function plain(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, '$1')
  return isIP(bare) === 0 ? undefined : bare
}
