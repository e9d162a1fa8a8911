/**
 * The Worker of src/worker.ts for a test file: its clock stands, and it serves
 * a town a number, each with databases and an object of its own. The host says
 * which: "t3.kapok.example".
 */
import { type ObjectState, Turn, type WorkerEnv } from '../../src/open-worker.ts'
import { type Service, serviceOn } from '../../src/serve-worker.ts'
import { TEN } from '../clock.ts'

const clock = { now: () => TEN }

function envOf(env: WorkerEnv, town: string): WorkerEnv {
  const named = (what: string) => env[`${what}${town}`] as WorkerEnv['DB']
  const TURN = { getByName: (name: string) => env.TURN.getByName(`${town} ${name}`) }
  return {
    ...env,
    DB: named('DB'),
    PEOPLE: named('PEOPLE'),
    KEYS: named('KEYS'),
    AUDIT: named('AUDIT'),
    TURN,
  }
}

export class JournalTurn extends Turn {
  constructor(state: ObjectState & { readonly id: { readonly name: string } }, env: WorkerEnv) {
    super(state, envOf(env, state.id.name.split(' ')[0] ?? ''), clock)
  }
}

const services = new Map<string, Service>()

export default {
  fetch(request: Request, env: WorkerEnv): Promise<Response> {
    const town = /^t(\d+)\./.exec(new URL(request.url).hostname)?.[1] ?? ''
    const service = services.get(town) ?? serviceOn(clock)
    services.set(town, service)
    return service.fetch(request, envOf(env, town))
  },
}
