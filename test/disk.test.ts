/**
 * A disk that is full, or only reads: a refusal that says so, nothing half
 * written, and the service goes on by itself once there is room.
 */
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryId } from '../src/ledger/entry.ts'
import { type Disk, mountDisk } from './drills/disk.ts'
import { standingOf } from './drills/books.ts'
import { kapok, kapokMust, type Service, startService } from './drills/service.ts'
import { TODAY } from './town.ts'
import { formIn, openHouse } from './web/house.ts'

const ROSTER = fileURLToPath(new URL('../schema/guangzhou/stations.sample.csv', import.meta.url))
const MIB = 1024 * 1024

const trial = mountDisk(MIB)
trial?.remove()

// Without the right to mount, a disk can be neither filled nor locked without harm to the machine.
/** A day of the last week in China: what is older waits for a second person. */
const daysAgo = (count: number) =>
  new Date(Date.now() + (8 - 24 * count) * 3_600_000).toISOString().slice(0, 10)

describe.skipIf(trial === undefined)('on a disk of its own (needs the right to mount)', () => {
  let disk: Disk
  let data: string
  let service: Service | undefined

  beforeEach(() => {
    disk = mountDisk(6 * MIB) as Disk
    data = join(disk.path, 'data')
  })
  afterEach(async () => {
    await service?.kill()
    service = undefined
    disk.remove()
  })

  const posted = async (token: string, path: string, body: object, language = 'zh') => {
    const response = await fetch(`${service?.url}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Accept-Language': language,
      },
      body: JSON.stringify(body),
    })
    const said = (await response.json()) as Record<string, unknown>
    return { status: response.status, headers: response.headers, said }
  }

  test('a service whose disk is full refuses, still shows, and goes on when there is room', async () => {
    kapokMust('init', '--data', data)
    kapokMust('import', 'stations', ROSTER, '--data', data)
    const scopes = 'credits:write,members:write,members:read'
    const token = kapokMust('token', 'create', '--name', 't', '--scopes', scopes, '--data', data)
    service = await startService(data)
    const ids = Array.from({ length: 4 }, (_, at) => `01a19fc5-3280-70c4-9f35-656c424db2c${at}`)
    const [enrolId, firstId, secondId, otherId] = ids as [string, string, string, string]
    const person = { id: enrolId, station: 'S001', name: '李四', phone: '13800000001' }
    const enrolled = await posted(token, 'members', person)
    expect(enrolled.status).toBe(201)
    const member = (enrolled.said['member'] as { id: string }).id
    const order = (id: string, servedOn: string) => ({
      ...{ id, member, station: 'S001', minutes: 60, servedOn, service: 'activity' },
    })
    expect((await posted(token, 'credits', order(firstId, daysAgo(3)))).status).toBe(201)
    const before = standingOf(data).size

    disk.fill()
    const full = await posted(token, 'credits', order(secondId, daysAgo(2)))
    expect([full.status, full.said['code'], full.headers.get('Retry-After')]).toEqual([
      ...[503, 'no-room', '60'],
    ])
    expect(full.said['detail']).toContain('空间已满')
    const english = await posted(token, 'credits', order(secondId, daysAgo(2)), 'en')
    expect(english.said['detail']).toContain('disk is full')
    const { station, ...row } = order(otherId, daysAgo(1))
    const batch = { id: ids[0], station, whole: true, rows: [row] }
    expect((await posted(token, 'credits/batch', batch)).said['code']).toBe('no-room')
    const another = { ...person, id: otherId, name: '王五', phone: '13800000002' }
    expect((await posted(token, 'members', another)).said['code']).toBe('no-room')
    const head = await fetch(`${service.url}/api/v1/log/checkpoint`)
    expect([head.status, ((await head.json()) as { code: string }).code]).toEqual([503, 'no-room'])
    const seen = await fetch(`${service.url}/api/v1/members/${member}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    expect([seen.status, ((await seen.json()) as { available: number }).available]).toEqual([
      ...[200, 60],
    ])
    expect(standingOf(data).size).toBe(before)
    expect(readdirSync(disk.path).filter((name) => name.includes('draft'))).toEqual([])

    disk.makeRoom()
    expect((await posted(token, 'credits', order(secondId, daysAgo(2)))).status).toBe(201)
    expect((await posted(token, 'members', another)).status).toBe(201)
    expect((await fetch(`${service.url}/api/v1/log/checkpoint`)).status).toBe(200)
    expect(standingOf(data).seqs.get(secondId)).toBe(before + 1)
    expect(await service.stop()).toBe(0)
    expect(kapok('verify', '--data', data)).toMatchObject({ status: 0, err: '' })
  })

  test('a page says so too, and keeps what was typed', async () => {
    const elsewhere = process.env['TMPDIR']
    process.env['TMPDIR'] = disk.path
    const house = await openHouse()
    if (elsewhere === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = elsewhere
    const { bank } = house.town
    const person = await house.person('何满')
    const clerk = await house.clerk()
    const page = await clerk.get(`/desk/members/${person.member}`)
    const form = { ...formIn(page.text, '/desk/credits'), service: 'meal', hours: '1.25' }
    const size = await bank.journal.size()
    disk.fill()
    const no = await clerk.post('/desk/credits', { ...form, servedOn: TODAY })
    expect(no.status).toBe(422)
    expect(no.text).toContain('系统存储空间已满')
    const again = formIn(no.text, '/desk/credits')
    expect(again).toMatchObject({ id: form['id' as never], hours: '1.25' })
    const signIn = await house.browser().post('/card', { card: person.number, pin: '274915' })
    expect(signIn.status).toBe(503)
    expect(signIn.text).toContain('系统存储空间已满')
    // Looking goes on, also when the session's last use cannot be noted; but at a person only where it is noted who looked.
    house.town.clock.at += 2 * 60_000
    expect((await clerk.get('/desk/today')).status).toBe(200)
    const unnoted = await clerk.get(`/desk/members/${person.member}`)
    expect([unnoted.status, unnoted.text.includes('系统存储空间已满')]).toEqual([503, true])
    expect(await bank.journal.size()).toBe(size)
    disk.makeRoom()
    expect((await clerk.post('/desk/credits', { ...form, servedOn: TODAY })).status).toBe(303)
    expect(await bank.journal.entry(form['id' as never] as EntryId)).toMatchObject({
      seq: size + 1,
    })
    await house.town.close()
  })

  test('a command says in one line that the disk is full, and leaves nothing', () => {
    kapokMust('init', '--data', data)
    const before = standingOf(data).size
    disk.fill()
    for (const said of [
      kapok('import', 'stations', ROSTER, '--data', data),
      kapok('serve', '--data', data, '--port', '0'),
      kapok('init', '--data', join(disk.path, 'other', 'data')),
    ]) {
      expect(said).toMatchObject({ status: 1, out: '' })
      expect(said.err).toMatch(/^the folder \S+ cannot be (written|made): its disk is full;[^\n]*$/)
    }
    disk.makeRoom()
    expect(standingOf(data).size).toBe(before)
    kapokMust('import', 'stations', ROSTER, '--data', data)
  })

  test('a disk that fills up during a command is said, and what it began is undone', () => {
    kapokMust('init', '--data', data)
    const before = standingOf(data).size
    const { bavail, bsize } = statfsSync(disk.path)
    writeFileSync(join(disk.path, 'most'), Buffer.alloc(bavail * bsize - 150 * 1024))
    const said = kapok('import', 'stations', ROSTER, '--data', data)
    expect(said.status).toBe(1)
    expect(said.err).toMatch(/空间已满|disk is full/)
    expect(said.err.split('\n')).toHaveLength(1)
    expect(standingOf(data).size).toBe(before)
    expect(kapok('verify', '--data', data).status).toBe(0)
  })

  test('a disk that only reads is named, whoever asks', () => {
    kapokMust('init', '--data', data)
    mkdirSync(join(disk.path, 'empty'))
    disk.lock()
    for (const said of [
      kapok('import', 'stations', ROSTER, '--data', data),
      kapok('serve', '--data', data, '--port', '0'),
      kapok('init', '--data', join(disk.path, 'empty')),
      kapok('init', '--data', join(disk.path, 'other', 'data')),
      kapok('demo', '--members', '2', '--days', '1', '--data', join(disk.path, 'empty')),
    ]) {
      expect(said).toMatchObject({ status: 1, out: '' })
      expect(said.err).toMatch(/^the folder \S+ cannot be (written|made): its disk is read-only$/)
    }
    disk.unlock()
    expect(readdirSync(join(disk.path, 'empty'))).toEqual([])
    kapokMust('verify', '--data', data)
  })
})
