/** The instruction on the passbook, and the case at the desk: registered with a paper, a step at a time, with a signed record. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formIn, type House, openHouse } from './house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.town.close())

test('the person says what becomes of their hours; the desk registers on a paper and cannot agree by itself', async () => {
  const person = await house.person('何伯')
  const own = await house.member(person)
  const page = '/passbook/instruction'
  const form = formIn((await own.get(page)).text, page)
  const saved = await own.post(page, { ...form, what: 'donate', pool: 'S001' })
  expect((await own.get(saved.location)).text).toContain('捐进公益时间池')
  expect((await own.get(page)).text).not.toContain('留给亲属')

  const clerk = await house.clerk()
  const at = `/desk/members/${person.member}/ending`
  const first = (await clerk.get(at)).text
  expect(first).toContain('捐进公益时间池')
  const send = (paper?: File) => {
    const sent = new FormData()
    for (const [name, value] of Object.entries(formIn(first, at)))
      if (name !== 'paper') sent.set(name, value)
    sent.set('kind', 'death')
    if (paper) sent.set('paper', paper)
    return clerk.post(at, sent)
  }
  expect((await send()).text).toContain('请选证明材料的文件')
  expect((await send(new File(['a paper'], 'paper.jpg'))).status).toBe(303)
  const open = (await clerk.get(at)).text
  expect(open).toContain('已登记，待核实')
  expect(open).not.toContain('value="approve"')
  expect((await clerk.get(`${at}/record.json`)).status).toBe(404)
  expect((await clerk.post(at, { ...formIn(open, at), move: 'check' })).status).toBe(303)
  const no = await clerk.post(at, { ...formIn((await clerk.get(at)).text, at), move: 'carry' })
  expect([no.status, no.text.includes('登记、核实、同意、办理的顺序')]).toEqual([422, true])
  const record = JSON.parse((await clerk.get(`${at}/record.json`)).text) as Record<string, unknown>
  expect(Object.keys(record)).toEqual(['record', 'kid', 'signature'])
})
