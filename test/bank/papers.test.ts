/** Publicity, certificates, training and awards, in a real town. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit } from '../../src/bank/hours/credit.ts'
import { reverse } from '../../src/bank/hours/reverse.ts'
import {
  certificateOf,
  checkCertificate,
  issueCertificate,
  merits,
  withdrawCertificate,
} from '../../src/bank/papers/certificate.ts'
import { recordAwards, recordTrainings, type Training } from '../../src/bank/papers/merits.ts'
import { answerObjection, objected } from '../../src/bank/papers/objections.ts'
import {
  endPublicity,
  photographed,
  postPublicity,
  publicities,
} from '../../src/bank/papers/publicity.ts'
import { verify } from '../../src/bank/oversight/verify.ts'
import { readingsOf } from '../../src/bank/oversight/readings.ts'
import type { MemberId } from '../../src/ledger/account.ts'
import { type Entry, refOf } from '../../src/ledger/entry.ts'
import type { Outcome } from '../../src/ledger/refusal.ts'
import { auditIn } from '../../src/store/audit.ts'
import { migrationsOf } from '../../src/store/migrate.ts'
import { must, openTown, passed, type Town } from '../town.ts'

const DAY_MS = 86_400_000
const PHOTO = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const no = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.refusal)
const id = () => town.bank.ids.entry()
const dayIn = (days: number) =>
  new Date(town.clock.at + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
const clerk = () => town.clerk('S001')
const codeOf = (entry: Entry) => refOf(entry, 'certificate') ?? ''

async function served(name: string, minutes = 120): Promise<[MemberId, Entry]> {
  const member = await town.member(name)
  const said = { member, station: 'S001', minutes, servedOn: dayIn(-1), service: 'activity' }
  return [member, must(await credit(town.bank, clerk(), { id: id(), ...said }))]
}

const said = () => ({ words: '这人那天不在', number: town.bank.ids.opaque() })

const post = (more: object = {}) => ({
  ...{ id: id(), station: 'S001', from: dayIn(-30), to: dayIn(0), posted: dayIn(0) },
  ...{ until: dayIn(6), place: 'station-board' as const },
  ...more,
})

/** A list of one person that hung out, was photographed and ended. */
async function publicised(member: MemberId): Promise<void> {
  const list = must(await postPublicity(town.bank, clerk(), post({ member }))).id
  const of = { station: 'S001', list }
  must(await photographed(town.bank, clerk(), { id: id(), ...of, photo: PHOTO }))
  town.clock.at += 7 * DAY_MS
  must(await endPublicity(town.bank, clerk(), { id: id(), ...of }))
}

const order = (member: MemberId) => ({
  ...{ id: id(), station: 'S001', member, from: dayIn(-40), to: dayIn(0) },
})

it('hangs a list out for seven days at least, with a photo and every objection answered', async () => {
  const { bank } = town
  const [member] = await served('公示一')
  const [other] = await served('公示二')
  const short = await postPublicity(bank, clerk(), post({ until: dayIn(5) }))
  expect(no(short)).toEqual({ code: 'paper-terms', what: 'too-short' })
  const nobody = await postPublicity(bank, clerk(), post({ from: '2019-07-01', to: '2019-07-02' }))
  expect(no(nobody)).toEqual({ code: 'paper-terms', what: 'empty' })
  const elsewhere = await postPublicity(bank, town.clerk('S002'), post())
  expect(no(elsewhere)?.code).toBe('unknown-station')

  const asked = post()
  const first = must(await postPublicity(bank, clerk(), asked))
  expect(must(await postPublicity(bank, clerk(), asked)).seq).toBe(first.seq)
  const of = { station: 'S001', list: first.id }
  const strange = await objected(bank, clerk(), {
    id: id(),
    ...of,
    ...said(),
    about: '0123456789abcdef',
  })
  expect(no(strange)).toEqual({ code: 'paper-terms', what: 'about' })
  must(await objected(bank, clerk(), { id: id(), ...of, ...said(), about: other }))
  expect(no(await endPublicity(bank, clerk(), { id: id(), ...of }))).toMatchObject({
    what: 'running',
  })
  town.clock.at += 7 * DAY_MS
  expect(no(await endPublicity(bank, clerk(), { id: id(), ...of }))).toMatchObject({
    what: 'photo',
  })
  const text = new TextEncoder().encode('<html>')
  const wrong = await photographed(bank, clerk(), { id: id(), ...of, photo: text })
  expect(no(wrong)).toMatchObject({ what: 'photo' })
  must(await photographed(bank, clerk(), { id: id(), ...of, photo: PHOTO }))
  expect(no(await endPublicity(bank, clerk(), { id: id(), ...of }))).toMatchObject({
    what: 'objection-open',
  })
  must(
    await answerObjection(bank, clerk(), {
      id: id(),
      ...of,
      n: 1,
      outcome: 'upheld',
      words: '确实多记',
    }),
  )
  must(await endPublicity(bank, clerk(), { id: id(), ...of }))
  expect(no(await objected(bank, clerk(), { id: id(), ...of, ...said() }))).toMatchObject({
    what: 'ended',
  })

  const [row] = must(await publicities(bank, clerk(), 'S001'))
  expect(row?.body.lines).toEqual(
    expect.arrayContaining([
      { member, minutes: 120, count: 1 },
      { member: other, minutes: 120, count: 1 },
    ]),
  )
  expect(await bank.evidence.get(row?.body.photo ?? '')).toEqual(Buffer.from(PHOTO))
  // What was objected to, and rightly, is not certified by this list.
  must(await issueCertificate(bank, clerk(), order(member)))
  expect(no(await issueCertificate(bank, clerk(), order(other)))?.code).toBe('publicity-needed')
})

it('certifies what the station recorded, once it has hung out, under a number of its register', async () => {
  const { bank } = town
  const [member] = await served('证明一', 150)
  expect(no(await issueCertificate(bank, clerk(), order(member)))).toMatchObject({
    ...{ code: 'publicity-needed', count: 1 },
  })
  await publicised(member)
  const asked = order(member)
  const first = must(await issueCertificate(bank, clerk(), asked))
  expect(codeOf(must(await issueCertificate(bank, clerk(), asked)))).toBe(codeOf(first))
  const checked = await checkCertificate(bank, codeOf(first))
  expect(checked).toMatchObject({ state: 'issued', now: 150, body: { minutes: 150, count: 1 } })
  expect(checked?.body.number).toMatch(/^S001-2026-\d{4}$/)
  const second = must(await issueCertificate(bank, clerk(), order(member)))
  const next = await checkCertificate(bank, codeOf(second))
  const n = (number = '') => Number(number.slice(-4))
  expect(n(next?.body.number)).toBe(n(checked?.body.number) + 1)
  expect(no(await certificateOf(bank, town.clerk('S002'), codeOf(first)))?.code).toBe(
    'unknown-paper',
  )
  expect(await checkCertificate(bank, 'nosuchcode')).toBeUndefined()
  expect(no(await issueCertificate(bank, { ...clerk(), member }, order(member)))?.code).toBe(
    'own-hours',
  )
  // Elsewhere the person has served nothing, so nobody there certifies anything.
  const there = { ...order(member), station: 'S002' }
  expect(no(await issueCertificate(bank, town.clerk('S002'), there))).toMatchObject({
    what: 'empty',
  })
})

it('says of a certificate that it was corrected, replaced or withdrawn', async () => {
  const { bank } = town
  const [member, entry] = await served('更正一')
  await publicised(member)
  const issued = must(await issueCertificate(bank, clerk(), order(member)))
  const code = codeOf(issued)
  const undo = { id: id(), entry: entry.id, reason: 'wrong-minutes' }
  await passed(bank, await reverse(bank, town.head('S001'), undo))
  expect(await checkCertificate(bank, code)).toMatchObject({ state: 'corrected', now: 0 })
  // What it said when it was issued can be printed again.
  expect(must(await certificateOf(bank, clerk(), code)).served).toHaveLength(1)

  const said = { member, station: 'S001', minutes: 60, servedOn: dayIn(-1), service: 'activity' }
  must(await credit(bank, clerk(), { id: id(), ...said }))
  await publicised(member)
  const anew = must(await issueCertificate(bank, clerk(), { ...order(member), replaces: code }))
  expect(await checkCertificate(bank, code)).toMatchObject({ body: { replacedBy: codeOf(anew) } })
  const again = await issueCertificate(bank, clerk(), { ...order(member), replaces: code })
  expect(no(again)?.code).toBe('unknown-paper')

  const back = { code: codeOf(anew), reason: 'mistake' as const }
  expect(no(await withdrawCertificate(bank, town.clerk('S002'), { id: id(), ...back }))?.code).toBe(
    'unknown-paper',
  )
  must(await withdrawCertificate(bank, clerk(), { id: id(), ...back }))
  expect((await checkCertificate(bank, codeOf(anew)))?.state).toBe('withdrawn')
  expect(no(await withdrawCertificate(bank, clerk(), { id: id(), ...back }))).toMatchObject({
    what: 'ended',
  })
})

it('keeps training and awards, which never earn hours', async () => {
  const { bank } = town
  const member = await town.member('培训一')
  const rows: Training[] = [{ member, course: 'first-aid', day: dayIn(-3), minutes: 90 }]
  must(await recordTrainings(bank, clerk(), { id: id(), station: 'S001', rows }))
  const award = { member, award: 'outstanding', giver: 'street', day: dayIn(-2) } as const
  must(await recordAwards(bank, clerk(), { id: id(), station: 'S001', rows: [award] }))
  const known = await merits(bank, member)
  expect(known.trainings[0]?.body).toMatchObject({ course: 'first-aid', minutes: 90 })
  expect(known.awards[0]?.body).toMatchObject({ award: 'outstanding', giver: 'street' })
  expect(must(await readingsOf(bank, town.city, member))).toMatchObject({ served: 0, available: 0 })

  const wrong = { ...rows[0], course: 'cooking' } as unknown as Training
  const two = { id: id(), station: 'S001', rows: [...rows, wrong] }
  expect(no(await recordTrainings(bank, clerk(), two))).toMatchObject({ what: 'course' })
  expect((await merits(bank, member)).trainings).toHaveLength(1)
  const future = { ...award, day: dayIn(2) }
  const late = await recordAwards(bank, clerk(), { id: id(), station: 'S001', rows: [future] })
  expect(no(late)?.code).toBe('day-in-future')
})

it('leaves books that verify, with every paper in them', async () => {
  const { bank } = town
  const verified = await verify(auditIn(bank.engine, migrationsOf('sqlite')))
  expect(verified.faults).toEqual([])
  expect((await bank.directory.all('certificate')).length).toBeGreaterThan(3)
})
