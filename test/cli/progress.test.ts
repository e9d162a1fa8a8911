/** A bar only for what takes longer than two seconds, and only where somebody looks. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { progressBar } from '../../src/cli-shared.ts'

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), {
    ...{ isTTY, columns: 80, cursorTo: () => true, clearLine: () => true, moveCursor: () => true },
  })
  let text = ''
  stream.on('data', (chunk) => (text += String(chunk)))
  return { stream: stream as unknown as NodeJS.WriteStream, said: () => text }
}

test('a terminal sees nothing for two seconds, then how far it is', async () => {
  const { stream, said } = terminal(true)
  let time = 0
  const bar = progressBar('verify', stream, () => time)
  bar.at(1, 100)
  time = 1_999
  bar.at(40, 100)
  expect(said()).toBe('')
  time = 2_000
  bar.at(50, 100)
  bar.end()
  await new Promise((resolve) => setImmediate(resolve))
  expect(said()).toMatch(/verify .*50%/)
})

test('a file or a pipe sees nothing, however long it takes', () => {
  const { stream, said } = terminal(false)
  let time = 0
  const bar = progressBar('verify', stream, () => time)
  time = 60_000
  bar.at(50, 100)
  bar.end()
  expect(said()).toBe('')
})
