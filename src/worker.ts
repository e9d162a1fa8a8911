/** Door: the service on Workers with D1 and one Durable Object (see wrangler.toml). */
import { type ObjectState, Turn, type WorkerEnv } from './open-worker.ts'
import { serviceOn } from './serve-worker.ts'

const clock = { now: () => Date.now() }

export class JournalTurn extends Turn {
  constructor(state: ObjectState, env: WorkerEnv) {
    super(state, env, clock)
  }
}

export default serviceOn(clock)
