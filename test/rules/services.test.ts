/** The services a city begins with, where its stations need a word for what is done. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/rules/services.ts'

test('in a canteen people cook and carry: both are given, and neither is redeemed', () => {
  const canteen = SERVICES.filter(({ code }) => code === 'kitchen' || code === 'delivery')
  expect(canteen.map(({ name, price }) => [name.zh, price])).toEqual([
    ['送餐上门', undefined],
    ['饭堂帮厨', undefined],
  ])
})
