/** Subscriptions to entries (webhooks): how the security office makes, sees, ends and replays them. */
import type { EntryId } from '../../ledger/entry.ts'
import { done, type Outcome, type Refusal, refuse } from '../../ledger/refusal.ts'
import { may } from '../actor.ts'
import { asked, lookingAgain, rowChange } from '../draft.ts'
import { noteEvent } from '../oversight/audit.ts'
import type { Actor, Bank, Row } from '../ports.ts'
import type { HookRow, HookState } from '../ports-hooks.ts'
import { refusedDoing } from '../second.ts'
import { bring } from './bring.ts'

const NAME_MAX = 60

const stateKey = (hook: string) => `hook/${hook}/state`
const secretKey = (hook: string) => `hook/${hook}/secret`
const holderOf = (hook: string) => `hook/${hook}`

export interface HookOrder {
  readonly id: EntryId
  readonly key: string
  readonly name: string
  readonly url: string
  /** It may be a program on this machine, by http. */
  readonly near?: true
  readonly station: string
  /** "whsec_…", as Standard Webhooks writes it; shown once, kept sealed. */
  readonly secret: string
}

/** Begins a subscription to what is recorded from now on. Refuses an empty name, an address that is not https, and a station that is not there. */
export async function addHook(bank: Bank, actor: Actor, order: HookOrder): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const { id, key, name, url, near, station, secret } = order
  if (name.trim() === '' || name.length > NAME_MAX)
    return refuse({ code: 'code-unreadable', what: 'name', given: name.slice(0, NAME_MAX) })
  if (!isTold(url, near ?? false))
    return refuse({ code: 'code-unreadable', what: 'url', given: url.slice(0, NAME_MAX) })
  if (station !== '' && !(await bank.directory.get('station', station)))
    return refuse({ code: 'unknown-station', station })
  const after = await bank.journal.size()
  await bank.people.notes.put({
    ...{ key: secretKey(key), holder: holderOf(key), value: { secret }, at: bank.clock.now() },
  })
  const body: HookRow = { name, url, station, after, active: true }
  const ask = asked(actor, 'add-hook', { id, key, name, url, station })
  const outcome = await bring(bank, actor, ask, [rowChange(bank, 'hook', key, 1, body)])
  if (!outcome.ok) {
    // A secret of nothing is kept nowhere; that of a subscription there is already stays.
    if (!(await bank.directory.newest('hook', key))) await bank.people.notes.forget(holderOf(key))
    return outcome
  }
  await noteEvent(bank, actor, { act: 'token-made', ok: true, refs: [['hook', key]] })
  return done(true)
}

/** Whether an address may be told: https, without a user in it. Of private networks none is, when it is told. */
function isTold(address: string, near: boolean): boolean {
  const url = URL.parse(address)
  const { protocol, username, password } = url ?? { protocol: '', username: '', password: '' }
  return (protocol === 'https:' || (near && protocol === 'http:')) && username + password === ''
}

export interface HookSeen {
  readonly row: Row<HookRow>
  readonly state: HookState
}

/** Every subscription there is and was, and how far it has been told; the newest first. */
export async function listHooks(bank: Bank, actor: Actor): Promise<Outcome<readonly HookSeen[]>> {
  if (!may(actor, 'tokens:write')) return refuse({ code: 'not-allowed', act: 'tokens:write' })
  const rows = (await bank.directory.all('hook')).toSorted((a, b) => b.seq - a.seq)
  const seen: HookSeen[] = []
  for (const row of rows) seen.push({ row, state: await stateOf(bank, row) })
  return done(seen)
}

/** Ends a subscription: nothing is told any more, and its secret is destroyed. */
export async function endHook(
  bank: Bank,
  actor: Actor,
  order: { readonly id: EntryId; readonly hook: string },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const { hook } = order
  const ask = asked(actor, 'end-hook', order)
  const outcome = await lookingAgain<boolean>(bank, async () => {
    const row = await bank.directory.newest('hook', hook)
    if (!row?.body.active) return refuse(unknown(hook))
    const body = { ...row.body, active: false }
    const written = await bring(bank, actor, ask, [
      rowChange(bank, 'hook', hook, row.version + 1, body),
    ])
    return written.ok ? done(true) : written
  })
  bank.directory.forget()
  if (!outcome.ok) return outcome
  await bank.people.notes.forget(holderOf(hook))
  await noteEvent(bank, actor, { act: 'token-ended', ok: true, refs: [['hook', hook]] })
  return done(true)
}

/** Tells a subscription everything again from an entry on, also one that was stopped. */
export async function replayHook(
  bank: Bank,
  actor: Actor,
  { hook, from }: { readonly hook: string; readonly from: number },
): Promise<Outcome<true>> {
  const no = refusedDoing(actor, 'tokens:write')
  if (no) return refuse(no)
  const row = await bank.directory.newest('hook', hook)
  if (!row?.body.active) return refuse(unknown(hook))
  const size = await bank.journal.size()
  if (!Number.isSafeInteger(from) || from < 1 || from > size)
    return refuse({ code: 'code-unreadable', what: 'number', given: `${from}` })
  await keepState(bank, hook, { seq: from - 1 })
  return done(true)
}

const unknown = (key: string): Refusal => ({ code: 'unknown-row', table: 'hook', key })

export async function stateOf(bank: Bank, { key, body }: Row<HookRow>): Promise<HookState> {
  const notes = await bank.people.notes.get([stateKey(key)])
  return (notes.get(stateKey(key)) as HookState | undefined) ?? { seq: body.after }
}

export async function keepState(bank: Bank, hook: string, value: HookState): Promise<void> {
  const at = bank.clock.now()
  await bank.people.notes.put({ key: stateKey(hook), holder: holderOf(hook), value, at })
}

/** Undefined where it was destroyed. */
export async function secretOf(bank: Bank, hook: string): Promise<string | undefined> {
  const notes = await bank.people.notes.get([secretKey(hook)])
  return (notes.get(secretKey(hook)) as { readonly secret: string } | undefined)?.secret
}
