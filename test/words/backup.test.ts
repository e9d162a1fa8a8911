/** Each no of a backup is one plain line in both languages that names what it is about. */
import { expect, test } from 'vitest'
import { type BackupNo, backupSentence, DRILL_STEPS, stepName } from '../../src/words/backup.ts'

const FILE = 'out/kapok-books.tar.age'
const ALL: Readonly<Record<BackupNo['code'], BackupNo>> = {
  'no-recipient': { code: 'no-recipient' },
  'recipient-unreadable': { code: 'recipient-unreadable', given: 'age1x' },
  'identity-unreadable': { code: 'identity-unreadable', file: FILE },
  'key-unreadable': { code: 'key-unreadable', file: FILE },
  'on-postgres': { code: 'on-postgres', command: 'backup' },
  'head-in-set': { code: 'head-in-set', path: 'data/heads' },
  'file-gone': { code: 'file-gone', path: 'data/vault.db' },
  'no-archive': { code: 'no-archive', file: FILE },
  'not-an-archive': { code: 'not-an-archive', file: FILE },
  'wrong-identity': { code: 'wrong-identity', file: FILE },
  damaged: { code: 'damaged', file: FILE },
  unsigned: { code: 'unsigned', file: FILE },
  'wrong-signature': { code: 'wrong-signature', file: FILE },
  'wrong-key': { code: 'wrong-key', file: FILE },
  'wrong-origin': { code: 'wrong-origin', file: FILE, origin: 'a/1', wanted: 'b/1' },
  'part-differs': { code: 'part-differs', file: FILE, part: 'vault.db' },
  'part-missing': { code: 'part-missing', file: FILE, part: 'vault.db' },
  'part-extra': { code: 'part-extra', file: FILE, part: 'more' },
  'same-set': { code: 'same-set', file: FILE, set: 'books' },
  'wrong-set': { code: 'wrong-set', file: FILE, set: 'keys' },
  'folder-taken': { code: 'folder-taken', folder: 'data' },
  'table-unknown': { code: 'table-unknown', table: 'people' },
  'row-key-unreadable': { code: 'row-key-unreadable', given: '7', like: 'seq=…' },
  'row-sound': { code: 'row-sound', table: 'entries', key: 'seq=7' },
  'row-not-in-backup': { code: 'row-not-in-backup', table: 'entries', key: 'seq=7' },
  'row-same': { code: 'row-same', table: 'entries', key: 'seq=7' },
  'row-unfit': { code: 'row-unfit', table: 'entries', key: 'seq=7' },
  'row-still-wrong': { code: 'row-still-wrong', table: 'entries', key: 'seq=7' },
}

test.each(Object.entries(ALL))('%s', (_, no) => {
  const [zh, en] = [backupSentence(no, 'zh'), backupSentence(no, 'en')]
  for (const said of [zh, en]) {
    expect(said).not.toMatch(/\n|undefined|\[object/)
    for (const [fact, value] of Object.entries(no))
      if (!['code', 'set'].includes(fact)) expect(said).toContain(value)
  }
  expect(zh).toMatch(/[一-龥].*。$/)
  expect(en).toMatch(/^[^一-龥]*\.$/)
})

test('no two are said alike, and each step of a drill has a name', () => {
  const said = Object.values(ALL).flatMap((no) => [
    backupSentence(no, 'zh'),
    backupSentence(no, 'en'),
  ])
  expect(new Set(said).size).toBe(said.length)
  for (const step of DRILL_STEPS) expect(stepName(step, 'zh')).not.toBe(stepName(step, 'en'))
})
