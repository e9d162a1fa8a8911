/** What the service writes of its faults: enough to mend it, nothing that is somebody's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultText, redacted } from '../../src/gate/log.ts'
import { makeToken } from '../../src/gate/tokens.ts'
import { seededIds } from '../../src/gate/ids.ts'

const made = makeToken(
  { ids: seededIds('log', { now: () => 0 }) },
  { name: 'x', scopes: [], station: '', until: '2027-01-01' },
)

test.each([
  ['no such person: 李四', '李四'],
  ['阿卜杜拉·买买提 was not found', '买买提'],
  ['𠮷田 was not found', '𠮷'],
  ['Key (phone)=(13800000001) already exists', '13800000001'],
  ['phone 138 0000 0001', '0000 0001'],
  ['phone 138-0000-0001', '0000-0001'],
  ['id 44010619800101123X', '19800101'],
  [`token ${made.text} is unknown`, made.text.slice(4, 30)],
  ['Authorization: Bearer abc', 'abc'],
  ['Authorization: Basic d2FuZzpwdw==', 'd2Fu'],
  ['postgres://kapok:secret@db/kapok cannot be reached', 'secret'],
  ['at https://time.example/r#eyJhbGciOi.eyJ.abc', 'time.example'],
  ['receipt eyJhbGciOiJFZDI1NTE5In0.eyJpIjoiZ3oxIn0.c2ln', 'eyJ'],
  ['mail to li.si@example.cn failed', 'li.si'],
  ['Unexpected token \'l\', "li si 5" is not JSON', 'li si'],
  ["login 'wang.mei' is taken", 'wang'],
  ['cookie 0123456789abcdefghijklmnopqrstuvwxyzABCDEFG', 'abcdefghij'],
])('%s is written without what is personal', (text, secret) => {
  expect(text).toContain(secret)
  expect(redacted(text)).not.toContain(secret)
})

test('what helps to mend it stays: kind, code, reason, seq, places; not whose folder it is', () => {
  const cause = Object.assign(new Error('UNIQUE constraint failed: entries.seq'), {
    code: 'SQLITE_CONSTRAINT_UNIQUE',
    detail: 'Key (name)=(李四)',
  })
  const text = faultText(new TypeError('entry 4711: there is no name 12', { cause }))
  expect(text).toContain('TypeError: entry 4711: there is no name 12')
  expect(text).toContain('Error (SQLITE_CONSTRAINT_UNIQUE): UNIQUE constraint failed: entries.seq')
  expect(text).toMatch(/\bgate\/log\.test\.ts:\d+:\d+/)
  expect(text).not.toMatch(/李四|\/(tmp|home|work|root)\//)
  expect(faultText('李四')).toBe('a string was thrown')
})

test('nothing else writes to the log but the doors and the command line', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url))
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && name.includes('/') && name !== 'gate/log.ts')
    .filter((name) =>
      /\bconsole\.|process\.std(out|err)/.test(readFileSync(join(src, name), 'utf8')),
    )
  expect(found).toEqual([])
})
