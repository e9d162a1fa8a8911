import { expect, test } from 'vitest'
import { isOwnPath } from '../../src/web/own-path.ts'
import { refilled } from '../../src/web/refill.ts'

const page = (inside: string, action = '/desk/credits') =>
  `<main><form method="get" action="/desk"><input name="q" value=""/></form><form id="form-1" method="post" action="${action}">${inside}</form><form method="post" action="/desk/other"><input name="hours" value="9"/></form></main>`

const fill = (inside: string, fields: readonly (readonly [string, string])[]) =>
  refilled(page(inside), '/desk/credits', fields)

test('a form is filled in as it was typed, marks and all, and no other form', () => {
  const hard = `"><script>alert(1)</script> & 'x' $1 $& 𠮷`
  const spelled = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;x&#39; $1 $&amp; 𠮷'
  expect(fill('<input name="note" type="text" value="old"/>', [['note', hard]])).toBe(
    page(`<input name="note" type="text" value="${spelled}"/>`),
  )
  expect(fill('<textarea name="why">old</textarea>', [['why', hard]])).toBe(
    page(`<textarea name="why">${spelled}</textarea>`),
  )
  expect(fill('<input name="hours" value=""/>', [['hours', '2.5']])).toContain(
    '<input name="hours" value="9"/>',
  )
})

test('a choice is the one that was made, a box is ticked as it was', () => {
  const choice =
    '<select name="service"><option value="a" selected="">A</option><option value="b">B</option></select>'
  expect(fill(choice, [['service', 'b']])).toBe(
    page(
      '<select name="service"><option value="a">A</option><option value="b" selected="">B</option></select>',
    ),
  )
  const boxes =
    '<input type="checkbox" name="who" value="1" checked=""/><input type="checkbox" name="who" value="2"/>'
  expect(fill(boxes, [['who', '2']])).toBe(
    page(
      '<input type="checkbox" name="who" value="1"/><input type="checkbox" name="who" value="2" checked=""/>',
    ),
  )
})

test('the number of the form goes along; a password, a file and what the page decides do not', () => {
  const inside =
    '<input type="hidden" name="id" value="new"/><input type="hidden" name="station" value="S001"/><input type="password" name="pin" value=""/><input type="file" name="sheet"/>'
  const typed = [
    ['id', 'old'],
    ['station', 'S999'],
    ['pin', '1'],
    ['sheet', 'x.xlsx'],
  ] as const
  expect(fill(inside, typed)).toBe(page(inside.replace('"new"', '"old"')))
})

test('a page without the form stays as it is', () => {
  const other = page('<input name="hours" value=""/>', '/desk/redemptions')
  expect(refilled(other, '/desk/credits', [['hours', '1']])).toBe(other)
  expect(refilled('<main>', '', [['hours', '1']])).toBe('<main>')
})

test('several fields of one name are filled in in order', () => {
  const inside = '<input name="h" value=""/><input name="h" value=""/><input name="h" value=""/>'
  const typed = [
    ['h', '1'],
    ['h', ''],
    ['h', '3'],
  ] as const
  expect(fill(inside, typed)).toBe(
    page('<input name="h" value="1"/><input name="h" value=""/><input name="h" value="3"/>'),
  )
})

test('a way back is on this site', () => {
  for (const path of ['/', '/desk', '/desk/members/x?y=1&z=%E4', `/${'a'.repeat(2_000)}`])
    expect(isOwnPath(path), path).toBe(true)
  for (const path of [
    '',
    'desk',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    '/a b',
    '/a\n',
    1,
    null,
    `/${'a'.repeat(2_001)}`,
    'https://evil.example',
  ])
    expect(isOwnPath(path), String(path)).toBe(false)
})
