/** Every threat has a test of ours that stands, or a written reason. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { THREATS } from './threats.ts'

test.each(THREATS)('$threat: $answer', ({ answer, shown }) => {
  expect(answer.length).toBeGreaterThan(10)
  if (!shown) return expect(answer).toContain('not answered before')
  const [file, title] = shown
  const path = fileURLToPath(new URL(file, import.meta.url))
  expect(existsSync(path), file).toBe(true)
  expect(readFileSync(path, 'utf8')).toContain(title)
})
