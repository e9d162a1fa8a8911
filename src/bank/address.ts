/** Network addresses and blocks of them ("203.0.113.0/24", "2001:db8::/32"): where a token may be used from. */

interface Address {
  readonly bits: bigint
  readonly width: 32 | 128
}

/** IPv4, IPv6, and IPv4 as IPv6 writes it ("::ffff:203.0.113.7"), which is the IPv4. Undefined for anything else. */
export function readAddress(text: string): Address | undefined {
  const v4 = readV4(text)
  if (v4 !== undefined) return { bits: v4, width: 32 }
  const v6 = readV6(text)
  if (v6 === undefined) return undefined
  return v6 >> 32n === 0xffffn ? { bits: v6 & 0xffffffffn, width: 32 } : { bits: v6, width: 128 }
}

function readV4(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1)
  if (!parts || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

function readV6(given: string): bigint | undefined {
  const [, head, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(given) ?? []
  const last = tail === undefined ? undefined : readV4(tail)
  if (tail !== undefined && last === undefined) return undefined
  const text =
    last === undefined
      ? given
      : `${head}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}

interface Block extends Address {
  readonly prefix: number
}

function readBlock(text: string): Block | undefined {
  const [, base = '', , length] = /^([^/]+)(\/(\d{1,3}))?$/.exec(text) ?? []
  const address = readAddress(base)
  if (!address) return undefined
  const prefix = length === undefined ? address.width : Number(length)
  return prefix > address.width ? undefined : { ...address, prefix }
}

export function isBlock(text: string): boolean {
  return readBlock(text) !== undefined
}

/** Whether an address lies in one of the blocks; one that cannot be read lies in none. */
export function isWithin(blocks: readonly string[], text: string): boolean {
  const address = readAddress(text)
  if (!address) return false
  return blocks.some((one) => {
    const block = readBlock(one)
    if (!block || block.width !== address.width) return false
    const shift = BigInt(block.width - block.prefix)
    return block.bits >> shift === address.bits >> shift
  })
}
