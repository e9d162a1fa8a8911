/** Late entries on their page: the photo kept once, mistakes said by their line, everything sent to a second person. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.town.close())

it('keeps the photo, names the line that cannot be read, and waits for a second person', async () => {
  const { bank } = house.town
  const [one, two] = [await house.person('甲一'), await house.person('乙二')]
  const clerk = await house.clerk()
  const { photo: _photo, ...form } = formIn((await clerk.get('/desk/late')).text, '/desk/late')
  const send = (list: string, more: Readonly<Record<string, string>> = {}, photo?: string) => {
    const data = new FormData()
    const fields = { ...form, service: 'activity', day: '2026-10-20', list, ...more }
    for (const [name, value] of Object.entries(fields)) data.append(name, value)
    if (photo !== undefined) data.append('photo', new Blob([photo]), '名单.jpg')
    return clerk.post('/desk/late', data)
  }
  const size = await bank.journal.size()
  const bare = await send(`${one.number} 2`)
  expect(bare.status).toBe(422)
  expect(bare.text).toContain('请附上凭据')
  const wrong = await send(`${one.number} 2\n${two.number} 很久`, {}, '照片')
  expect(wrong.text).toContain('名单第 2 行读不懂')
  expect(wrong.text).toContain('已收到照片')
  const { file = '' } = formIn(wrong.text, '/desk/late')
  expect((await send('GZ99999999 2', { file })).text).toContain('没有找到编号“GZ99999999”')
  expect((await send(`${one.number} 2\n${one.number} 1`, { file })).text).toContain('已经写过')
  expect((await send('', { file })).text).toContain('名单是空的')
  expect((await send(`${one.number} 2`, { file, day: '2026-11-23' })).text).toContain(
    '不在可以补的日期里',
  )
  expect(await bank.journal.size()).toBe(size)
  const list = `${one.number} 2\n${two.number} 1:30`
  expect((await send(list, { file })).location).toBe('/desk/late?sent=2')
  expect(await bank.journal.size()).toBe(size + 2)
  expect((await send(list, { file })).location).toBe('/desk/late?sent=2')
  expect(await bank.journal.size()).toBe(size + 2)
  expect((await clerk.get('/desk/late?sent=2')).text).toContain('已提交 2 条')
  expect((await clerk.get('/desk/reviews')).text).toContain('甲*')
})
