/** Names as people have them, byte for byte; and names that only look like somebody's. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../src/bank/people/enrol.ts'
import { addStaff } from '../../src/bank/people/staff.ts'
import { must, openTown, type Town } from '../town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

let phones = 0
const enrolled = (name: string) => {
  const phone = `137${String(++phones).padStart(8, '0')}`
  const order = { id: town.bank.ids.entry(), station: 'S001', name, phone }
  return enrol(town.bank, town.clerk('S001'), order)
}
const hired = (login: string, name: string) =>
  addStaff(town.bank, town.security, {
    ...{ id: town.bank.ids.entry(), login, name },
    ...{ role: 'clerk', station: 'S001', passwordHash: 'x' },
  })
const codeOf = (outcome: Awaited<ReturnType<typeof hired>>) =>
  outcome.ok ? 'taken in' : outcome.refusal.code

/** Rare characters of the household register: of the basic plane, and of Extensions A to I, which take four bytes. */
const RARE = [
  '𠮷田',
  '王㛃',
  '李䶮',
  '赵𫖯',
  '钱𬱖',
  '孙𭒉',
  '周𰻝',
  '吴𱁬',
  '郑㐂',
  '冯\u{2ebf0}',
  '陈﨎',
]

test.each([
  ...RARE,
  '阿卜杜拉·买买提',
  '欧阳娜',
  "O'Neill",
  'Nguyễn Thị Minh',
  'José María',
  'Ольга',
])('%s keeps every character', async (name) => {
  const { person } = must(await enrolled(name))
  expect(person.name).toBe(name.normalize('NFC'))
  const kept = await town.bank.people.get(person.member)
  expect(Buffer.from(kept?.name ?? '')).toEqual(Buffer.from(name.normalize('NFC')))
})

test('one name in two spellings is one name', async () => {
  const composed = must(await enrolled('José Á')).person
  const found = await town.bank.people.find('city', { name: 'José Á'.normalize('NFC') }, 9)
  expect(found.map(({ member }) => member)).toEqual([composed.member])
})

/** Marks that turn, join, hide or end a text, each put at the front, amid and behind. */
const MARKS = [
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad', '\u061c'],
  ...['\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u180e', '\ufff9', '\ufffc', '\ud800'],
  ...['\u{e0041}', '\u{1f600}', '<', '>', '"', '&', '=', '@', '/', '\\', '%', ';'],
]

test('no mark that turns, hides or ends a text stands in a name', async () => {
  for (const mark of MARKS) {
    for (const name of [`${mark}李四`, `李${mark}四`, `李四${mark}`]) {
      // White space at an end is taken off, as of any name.
      if (name.trim() === '李四') continue
      const said = JSON.stringify(name)
      const outcome = await enrolled(name)
      expect(outcome.ok ? 'taken in' : outcome.refusal.code, said).toBe('name-unreadable')
      expect(codeOf(await hired('somebody', name)), said).toBe('name-unreadable')
    }
  }
})

/** Letters that look like those of a login, of other scripts and widths. */
const LOOKALIKE: Readonly<Record<string, string>> = {
  a: 'аɑα⍺ａ𝐚𝒂𝖺𝚊ạ',
  c: 'сϲᴄⅽｃ𝐜𝒄𝖼𝚌ç',
  d: 'ԁⅾᏧｄ𝐝𝒅𝖽𝚍đ',
  e: 'еҽ℮ℯｅ𝐞𝒆𝖾𝚎ė',
  g: 'ɡցᶃｇ𝐠𝒈𝗀𝚐ġ',
  h: 'һհᏂℎｈ𝐡𝒉𝗁𝚑ḥ',
  i: 'іıɩιℹⅰｉ𝐢𝒊ì',
  j: 'јϳｊ𝐣𝒋𝗃𝚓ĵ',
  l: 'ⅼ׀ⲓℓｌ𝐥𝒍𝗅𝚕ļ',
  n: 'ոռｎ𝐧𝒏𝗇𝚗ṅ',
  o: 'оοօಂ๐ｏ𝐨𝒐𝗈ọ',
  p: 'рρϱ⍴ｐ𝐩𝒑𝗉𝚙ṗ',
  s: 'ѕƽꜱｓ𝐬𝒔𝗌𝚜ṣ',
  u: 'ᴜυսｕ𝐮𝒖𝗎𝚞ụ',
  v: 'ѵνⅴ∨ｖ𝐯𝒗𝗏𝚟ṿ',
  w: 'ѡωաｗ𝐰𝒘𝗐𝚠ẇ',
  x: 'хⅹ×ｘ𝐱𝒙𝗑𝚡ẋ',
  y: 'уүγℽｙ𝐲𝒚𝗒𝚢ỵ',
  '1': '１𝟏𝟙𝟣𝟭𝟷¹①',
  '.': '．。․·',
}

test('a login that looks like another is none', async () => {
  must(await hired('acdeghijlnopsuvwxy1.', '李四'))
  let tried = 0
  for (const [letter, others] of Object.entries(LOOKALIKE)) {
    for (const other of others) {
      tried++
      const login = 'acdeghijlnopsuvwxy1.'.replace(letter, other)
      expect(codeOf(await hired(login, '李四')), login).toBe('code-unreadable')
    }
  }
  expect(tried).toBeGreaterThan(180)
})
