/** What staff sign in with beyond a password, as each engine must keep it. */
import { expect, test } from 'vitest'
import type { People } from '../../src/bank/ports-people.ts'

const hash = (letter: string) => letter.repeat(64)

export function staffKeysOn(people: () => People): void {
  const keys = () => people().staff

  test('a password is known by when it was set; former ones are remembered, so many and no more', async () => {
    const wen = { login: 'wen', staff: 'k1', name: '文', passwordHash: 'h0' }
    await people().setCredential(wen)
    expect(await keys().password('k1')).toBeUndefined()
    await people().setCredential({ ...wen, setAt: 5, oneTime: true })
    expect(await keys().password('k1')).toEqual({ setAt: 5, oneTime: true, before: [] })
    await people().openSession({
      hash: hash('e'),
      subject: 'k1',
      kind: 'staff',
      openedAt: 1,
      seenAt: 1,
    })
    for (let at = 1; at <= 6; at++)
      await keys().changePassword('k1', { hash: `h${at}`, setAt: at * 10, oneTime: false, keep: 4 })
    const facts = await keys().password('k1')
    expect(facts).toEqual({ setAt: 60, oneTime: false, before: ['h5', 'h4', 'h3', 'h2'] })
    expect((await people().byLogin('wen'))?.passwordHash).toBe('h6')
    expect(await people().session(hash('e'))).toBeUndefined()
  })

  test('a step, a code and an answer are each taken once, by one of many at once', async () => {
    await keys().setTotp('k1', { sealed: 's', since: 1, lastStep: 10 })
    const steps = await Promise.all(Array.from({ length: 8 }, () => keys().takeStep('k1', 11)))
    expect(steps.filter(Boolean)).toHaveLength(1)
    expect(await keys().takeStep('k1', 10)).toBe(false)
    expect(await keys().takeStep('nobody', 12)).toBe(false)
    await keys().setRecovery('k1', [hash('a'), hash('b')])
    const codes = await Promise.all(
      Array.from({ length: 8 }, () => keys().takeRecovery('k1', hash('a'))),
    )
    expect(codes.filter(Boolean)).toHaveLength(1)
    expect(await keys().takeRecovery('k2', hash('b'))).toBe(false)
    expect(await keys().recoveryLeft('k1')).toBe(1)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => keys().once(hash('c'), 2_000_000_000_000, 1)),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await keys().once(hash('c'), 3_000_000_000_000, 2_000_000_000_000)).toBe(true)
  })

  test('a passkey counts up, or does not count at all; of two copies one is found out', async () => {
    const passkey = {
      id: 'pk1',
      staff: 'k1',
      name: '钥匙',
      publicKey: 'AAAA',
      counter: 0,
      transports: ['internal', 'hybrid'],
      addedAt: 1,
      usedAt: 0,
    }
    expect(await keys().addPasskey(passkey)).toBe(true)
    expect(await keys().addPasskey({ ...passkey, staff: 'k2' })).toBe(false)
    expect(await keys().passkeys('k1')).toEqual([passkey])
    expect(await keys().usedPasskey('pk1', 0, 5)).toBe(true)
    expect(await keys().usedPasskey('pk1', 4_000_000_000, 6)).toBe(true)
    expect(await keys().usedPasskey('pk1', 4_000_000_000, 7)).toBe(false)
    expect(await keys().usedPasskey('pk1', 0, 8)).toBe(false)
    expect(await keys().passkey('pk1')).toMatchObject({ counter: 4_000_000_000, usedAt: 6 })
    expect(await keys().removePasskey('k2', 'pk1')).toBe(false)
    await keys().removeSecond('k1')
    expect(await keys().passkeys('k1')).toEqual([])
    expect(await keys().totp('k1')).toBeUndefined()
    expect(await keys().recoveryLeft('k1')).toBe(0)
  })

  test('sessions are marked, listed by use, and ended but for one; devices and links are each one’s', async () => {
    for (const [letter, seenAt] of [
      ['1', 30],
      ['2', 10],
      ['3', 20],
    ] as const)
      await people().openSession({
        hash: hash(letter),
        subject: 'k3',
        kind: 'staff',
        openedAt: 1,
        seenAt,
        device: hash('d'),
        due: 'second,password',
        post: 'clerk S001 ',
      })
    await keys().markSession(hash('2'), { strongAt: 40, due: '' })
    const listed = (await keys().sessions('k3')).map((one) => one.hash[0])
    expect(listed).toEqual(['1', '3', '2'])
    expect(await people().session(hash('2'))).toMatchObject({
      device: hash('d'),
      strongAt: 40,
      due: '',
      post: 'clerk S001 ',
    })
    await keys().closeOthers('k3', hash('2'))
    expect((await keys().sessions('k3')).map((one) => one.hash[0])).toEqual(['2'])
    await keys().noteDevice('k3', hash('d'), 10)
    await keys().noteDevice('k3', hash('d'), 20)
    expect(await keys().knowsDevice('k3', hash('d'))).toBe(true)
    expect(await keys().knowsDevice('k1', hash('d'))).toBe(false)
    await keys().noteDevice('k1', hash('f'), 500 * 24 * 3_600_000)
    expect(await keys().knowsDevice('k3', hash('d'))).toBe(false)
    const link = { issuer: 'https://id.example', subject: 'u1', staff: 'k3', linkedAt: 7 }
    expect(await keys().link(link)).toBe(true)
    expect(await keys().link({ ...link, staff: 'k1' })).toBe(false)
    expect(await keys().linked('https://id.example', 'u1')).toBe('k3')
    expect(await keys().linked('https://id.example', 'u2')).toBeUndefined()
    expect(await keys().links('k3')).toEqual([link])
    expect(await keys().unlink('k1', link.issuer, 'u1')).toBe(false)
    expect(await keys().unlink('k3', link.issuer, 'u1')).toBe(true)
  })
}
