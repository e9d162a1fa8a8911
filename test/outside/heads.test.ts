import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileHeads } from '../../src/outside/heads.ts'

const LOG = 'kapok.example/ledger/1'
const AUDIT = 'kapok.example/audit/1'
const head = (size: number, root = `root ${size}`) => ({ size, root })

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapok-heads-'))
  path = join(folder, 'heads.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a head moves on from where it is, and from nowhere else', async () => {
  const heads = fileHeads(path)
  expect(await heads.read(LOG)).toBeUndefined()
  expect(await heads.advance(LOG, undefined, head(3))).toBe(true)
  expect(await heads.advance(LOG, undefined, head(9))).toBe(false)
  expect(await heads.advance(LOG, head(3), head(5))).toBe(true)
  expect(await heads.advance(LOG, head(3), head(7))).toBe(false)
  expect(await heads.advance(LOG, head(5, 'another'), head(7))).toBe(false)
  expect(await fileHeads(path).read(LOG)).toEqual(head(5))
})

test('it never goes back, and never says another root for one size', async () => {
  const heads = fileHeads(path)
  await heads.advance(LOG, undefined, head(5))
  expect(await heads.advance(LOG, head(5), head(4))).toBe(false)
  expect(await heads.advance(LOG, head(5), head(5, 'another'))).toBe(false)
  expect(await heads.advance(LOG, head(5), head(5))).toBe(true)
  await expect(heads.advance(LOG, head(5), head(Number.NaN))).rejects.toThrow('not a head')
  expect(await heads.read(LOG)).toEqual(head(5))
})

test('two logs share the file, which people can read', async () => {
  const heads = fileHeads(path)
  await heads.advance(LOG, undefined, head(5))
  await heads.advance(AUDIT, undefined, head(2))
  await heads.advance(LOG, head(5), head(6))
  const state = { n: 3, heads: { [LOG]: head(6), [AUDIT]: head(2) } }
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(state)
  expect(readdirSync(folder).sort()).toEqual(['heads.json', 'heads.json.3'])
})

test('it is read from the version or the copy, whichever is newer', async () => {
  const heads = fileHeads(path)
  await heads.advance(LOG, undefined, head(5))
  rmSync(path)
  expect(await heads.read(LOG)).toEqual(head(5))
  await heads.advance(LOG, head(5), head(6))
  rmSync(join(folder, 'heads.json.2'))
  expect(await heads.read(LOG)).toEqual(head(6))
  expect(await heads.advance(LOG, head(6), head(7))).toBe(true)
  expect(await heads.read(LOG)).toEqual(head(7))
})

test('a file that cannot be read is a fault, never an empty one', async () => {
  const heads = fileHeads(path)
  await heads.advance(LOG, undefined, head(5))
  for (const damage of ['', '{', '[]', '{"n":1}', `{"n":1,"heads":{"${LOG}":{"size":"5"}}}`]) {
    writeFileSync(join(folder, 'heads.json.1'), damage)
    await expect(heads.read(LOG)).rejects.toThrow('cannot be read')
    await expect(heads.advance(LOG, head(5), head(6))).rejects.toThrow('cannot be read')
  }
  await expect(fileHeads(join(folder, 'away', 'heads.json')).read(LOG)).rejects.toThrow('ENOENT')
})

test('of many in one process exactly one wins each step', async () => {
  for (let size = 1; size <= 20; size++) {
    const from = size === 1 ? undefined : await fileHeads(path).read(LOG)
    const asked = Array.from({ length: 8 }, (_, at) =>
      fileHeads(path).advance(LOG, from, head(size, `root of ${at}`)),
    )
    const won = (await Promise.all(asked)).flatMap((ok, at) => (ok ? [at] : []))
    expect(won).toHaveLength(1)
    expect(await fileHeads(path).read(LOG)).toEqual(head(size, `root of ${won[0]}`))
  }
})

/** Moves the head on as often as it can, and tells every step it won. */
const RACER = `
const [file, path, name, rounds] = process.argv.slice(1)
const { fileHeads } = await import(file)
const heads = fileHeads(path)
const won = []
for (let round = 0; round < Number(rounds); round++) {
  const from = await heads.read('log')
  const to = { size: (from?.size ?? 0) + 1, root: name + ' ' + round }
  if (await heads.advance('log', from, to)) won.push(to)
}
console.log(JSON.stringify(won))
`

interface Won {
  readonly size: number
  readonly root: string
}

function race(name: string): Promise<readonly Won[]> {
  const file = new URL('../../src/outside/heads.ts', import.meta.url).href
  const args = ['--input-type=module', '-e', RACER, file, path, name, '200']
  const racer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  racer.stdout.on('data', (text: Buffer) => {
    told += text.toString()
  })
  return new Promise((resolve, reject) => {
    racer.on('error', reject)
    racer.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(told) as Won[]) : reject(new Error(`${name}: ${code}`)),
    )
  })
}

test('of processes that race exactly one wins each step', async () => {
  const all = (await Promise.all(['a', 'b', 'c'].map(race))).flat()
  const bySize = [...all].sort((x, y) => x.size - y.size)
  expect(new Set(bySize.map(({ size }) => size)).size).toBe(bySize.length)
  const last = await fileHeads(path).read('log')
  expect(bySize.at(-1)).toEqual(last)
  expect(bySize.length).toBeGreaterThan(200)
  expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([])
})

test('a process killed in the middle leaves no lock behind', async () => {
  const file = new URL('../../src/outside/heads.ts', import.meta.url).href
  for (let round = 0; round < 10; round++) {
    const args = ['--input-type=module', '-e', RACER, file, path, `k${round}`, '100000']
    const racer = spawn(process.execPath, args, { stdio: 'ignore' })
    const before = (await fileHeads(path).read('log'))?.size ?? 0
    while (((await fileHeads(path).read('log'))?.size ?? 0) < before + 5) await pause(round)
    racer.kill('SIGKILL')
    await new Promise((resolve) => racer.on('close', resolve))
    const from = await fileHeads(path).read('log')
    const to = { size: (from?.size ?? 0) + 1, root: `after ${round}` }
    expect(await fileHeads(path).advance('log', from, to)).toBe(true)
  }
  expect((await fileHeads(path).read('log'))?.size).toBeGreaterThan(50)
})
