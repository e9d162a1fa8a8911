/**
 * The kill drill: the real service is ended with `kill -9` while credits come
 * in over HTTP, again and again on the same folder. After each kill the books
 * are read as they lie, checked by `kapok verify`, and every request that was
 * never answered is sent again under its id.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { randomIds } from '../../src/gate/ids.ts'
import { fileHeads } from '../../src/outside/heads.ts'
import { standingOf, tornBytes } from './books.ts'
import { kapokMust, type Service, startService } from './service.ts'

const ORIGIN = 'kapok.example/ledger/1'
const STATION = 'S001'
const MEMBERS = 1_500
const DAY_MS = 86_400_000
/** The last week in China: what is older waits for a second person. */
const DAYS = 7
const FIRST_DAY = Date.now() + 8 * 3_600_000 - (DAYS - 1) * DAY_MS
/** Lengths a member is credited with on one day, each once: no two credits are alike, and neither a member's day nor the token's month comes to a threshold. */
const LENGTHS = 20

/** Connections that credit one person at a time, and that credit a whole session. */
const SINGLES = 24
const SESSIONS = 2
const SESSION_ROWS = 500
/** Credits answered in a round before it is time for the kill. */
const LEAST = 60

export interface Kill {
  /** Credits answered in this round before the kill. */
  readonly acknowledged: number
  /** Requests that were under way at the kill and never answered; of those, sessions of many rows. */
  readonly unanswered: number
  readonly sessions: number
  /** Of the unanswered, those that the books hold all the same: the kill fell between commit and answer. */
  readonly written: number
  /** Bytes of a commit that the kill cut in two. */
  readonly torn: number
  /** Entries in the books after it, and the size that the head outside stands at. */
  readonly size: number
  readonly head: number
}

interface Sent {
  readonly path: string
  readonly body: string
  /** Ids of the entries it asks for. */
  readonly ids: readonly string[]
  answer?: string
}

interface Town {
  readonly data: string
  readonly token: string
  readonly members: readonly string[]
  /** Every request of the drill. */
  readonly sent: Sent[]
  /** Members, days and lengths already used: no two credits are alike, unless something is written twice. */
  used: number
}

const ids = randomIds({ now: () => Date.now() })

/** Throws at the first thing that is not as it should be, naming it. */
export async function killDrill(
  kills: number,
  tell: (line: string) => void = () => undefined,
): Promise<readonly Kill[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kapok-kill-'))
  let service: Service | undefined
  try {
    const town = await foundTown(join(folder, 'data'))
    const told: Kill[] = []
    service = await startService(town.data)
    await enrolAll(town, service)
    for (let round = 1; round <= kills; round++) {
      const begun = town.sent.length
      await killDuring(town, service, round)
      const kill = await lookedAt(town, town.sent.slice(begun))
      service = await startService(town.data)
      await sentAgain(town, service, town.sent.slice(begun))
      told.push(kill)
      tell(
        `kill ${round}/${kills}: ${kill.acknowledged} answered, ${kill.unanswered} under way (${kill.sessions} sessions, ${kill.written} written), ${kill.torn} B torn, size ${kill.size}, head ${kill.head}`,
      )
    }
    const ended = await service.stop()
    must(ended === 0, `the service stopped with ${ended}`)
    atTheEnd(town)
    return told
  } finally {
    await service?.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

function must(so: boolean, otherwise: string): asserts so {
  if (!so) throw new Error(otherwise)
}

async function foundTown(data: string): Promise<Town> {
  const roster = fileURLToPath(
    new URL('../../schema/guangzhou/stations.sample.csv', import.meta.url),
  )
  kapokMust('init', '--data', data)
  kapokMust('import', 'stations', roster, '--data', data)
  const scopes = 'credits:write,members:write,members:read'
  const token = kapokMust('token', 'create', '--name', 'drill', '--scopes', scopes, '--data', data)
  return { data, token, members: [], sent: [], used: 0 }
}

async function enrolAll(town: Town, service: Service): Promise<void> {
  const members = town.members as string[]
  for (let i = 0; i < MEMBERS; i++) {
    const phone = `139${String(i).padStart(8, '0')}`
    const body = JSON.stringify({ id: ids.entry(), station: STATION, name: '陈大文', phone })
    const { status, text } = await posted(town, service, { path: 'members', body, ids: [] })
    must(status === 201, `enrolling was answered ${status}: ${text}`)
    members.push((JSON.parse(text) as { member: { id: string } }).member.id)
  }
}

async function posted(
  town: Town,
  service: Service,
  { path, body }: Sent,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${service.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${town.token}`, 'Content-Type': 'application/json' },
    body,
  })
  return { status: response.status, text: await response.text() }
}

function creditOf(town: Town): { readonly id: string; readonly member: string } {
  const pair = town.used++
  const member = town.members[pair % MEMBERS] as string
  const day = Math.floor(pair / MEMBERS) % DAYS
  const minutes = 1 + Math.floor(pair / MEMBERS / DAYS)
  must(minutes <= LENGTHS, 'the drill has run out of days')
  const servedOn = new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10)
  const rest = { minutes, servedOn, service: 'activity' }
  return { id: ids.entry(), member, ...rest }
}

function single(town: Town): Sent {
  const order = { ...creditOf(town), station: STATION }
  return { path: 'credits', body: JSON.stringify(order), ids: [order.id] }
}

function session(town: Town): Sent {
  const rows = Array.from({ length: SESSION_ROWS }, () => creditOf(town))
  const body = JSON.stringify({ id: ids.entry(), station: STATION, whole: true, rows })
  return { path: 'credits/batch', body, ids: rows.map(({ id }) => id) }
}

/** Loads the service and kills it: by turns at any moment, and as the log of the database is being written. */
async function killDuring(town: Town, service: Service, round: number): Promise<void> {
  const run = { acknowledged: 0, killing: false, over: false }
  const client = async (make: (town: Town) => Sent) => {
    while (!run.over) {
      const request = make(town)
      town.sent.push(request)
      try {
        const { status, text } = await posted(town, service, request)
        must(status === 201, `${request.path} was answered ${status}: ${text}`)
        request.answer = text
        run.acknowledged += request.ids.length
      } catch (fault) {
        run.over = true
        if (!run.killing) throw fault
      }
    }
  }
  // Somebody asks for a signed checkpoint all the while, so that the head outside moves on too.
  const witness = async () => {
    while (!run.over) {
      await checkpointed(service).catch(() => undefined)
      await sleep(5)
    }
  }
  await checkpointed(service)
  const all = Promise.all([
    ...Array.from({ length: SINGLES }, () => client(single)),
    ...Array.from({ length: SESSIONS }, () => client(session)),
    witness(),
  ])
  // It is awaited below; until then nobody may take its fault for forgotten.
  all.catch(() => undefined)
  const enough = LEAST * (1 + (round % 5))
  while (!run.over && run.acknowledged < enough) await sleep(1)
  run.killing = true
  if (round % 2 === 0) await killedAmidCommit(town, service)
  else {
    await sleep(Math.random() * 20)
    await service.kill()
  }
  await all
}

async function killedAmidCommit({ data }: Town, service: Service): Promise<void> {
  const wal = join(data, 'journal.db-wal')
  const watcher = new Worker(new URL('./watcher.ts', import.meta.url), {
    workerData: { wal, pid: service.pid },
  })
  await service.gone
  await watcher.terminate()
}

async function checkpointed(service: Service): Promise<string> {
  return (await fetch(`${service.url}/api/v1/log/checkpoint`)).text()
}

/** What the kill left: read from the files, and by `kapok verify`. */
async function lookedAt(town: Town, round: readonly Sent[]): Promise<Kill> {
  const torn = tornBytes(town.data)
  kapokMust('verify', '--data', town.data)
  const { size, tip, seqs, doubles } = standingOf(town.data)
  must(size === tip, `the line has ${size} entries and ends at ${tip}`)
  must(doubles.length === 0, `written twice: ${doubles.join(', ')}`)
  const head = (await fileHeads(`${town.data}.heads`).read(ORIGIN))?.size ?? 0
  must(head > 0 && head <= size, `the head stands at ${head}, the books at ${size}`)

  const answered = round.filter(({ answer }) => answer !== undefined)
  const unanswered = round.filter(({ answer }) => answer === undefined)
  must(unanswered.length > 0, 'nothing was under way at the kill')
  for (const request of answered) {
    for (const [id, seq] of seqsIn(request.answer ?? ''))
      must(seqs.get(id) === seq, `${id} was answered as ${seq} and stands at ${seqs.get(id)}`)
  }
  const written = unanswered.filter((request) => {
    const there = request.ids.filter((id) => seqs.has(id)).length
    must(there === 0 || there === request.ids.length, `half of a session is written: ${there}`)
    return there > 0
  })
  return {
    acknowledged: answered.reduce((sum, request) => sum + request.ids.length, 0),
    unanswered: unanswered.length,
    sessions: unanswered.filter((request) => request.ids.length > 1).length,
    written: written.length,
    torn,
    size,
    head,
  }
}

/** Ids and seqs of the entries in an answer to a credit or to a session. */
function seqsIn(answer: string): readonly (readonly [id: string, seq: number])[] {
  type Written = { readonly entry: { readonly id: string; readonly seq: number } }
  const body = JSON.parse(answer) as Written & { readonly rows?: readonly Written[] }
  return (body.rows ?? [body]).map(({ entry }) => [entry.id, entry.seq])
}

/** The unanswered under their ids; and some that were answered, which get the very same bytes. */
async function sentAgain(town: Town, service: Service, round: readonly Sent[]): Promise<void> {
  const known = round.filter(({ answer }) => answer !== undefined).slice(-50)
  for (const request of known) {
    const { text } = await posted(town, service, request)
    must(text === request.answer, `${request.ids[0]} was answered otherwise the second time`)
  }
  await Promise.all(
    round
      .filter(({ answer }) => answer === undefined)
      .map(async (request) => {
        const { status, text } = await posted(town, service, request)
        must(status === 201, `sent again, ${request.ids[0]} was answered ${status}: ${text}`)
        request.answer = text
      }),
  )
}

/** All that was ever asked is there, each once, and nothing else of its kind. */
function atTheEnd(town: Town): void {
  const { size, seqs, doubles } = standingOf(town.data)
  must(doubles.length === 0, `written twice: ${doubles.join(', ')}`)
  must(seqs.size === size, 'an id stands twice')
  const places = new Set<number>()
  for (const { answer } of town.sent) {
    for (const [id, seq] of seqsIn(answer ?? '')) {
      must(seqs.get(id) === seq, `${id} was answered as ${seq} and stands at ${seqs.get(id)}`)
      places.add(seq)
    }
  }
  const asked = town.sent.reduce((sum, request) => sum + request.ids.length, 0)
  must(places.size === asked, `${asked} credits were asked for, ${places.size} stand`)
  kapokMust('verify', '--data', town.data)
}
