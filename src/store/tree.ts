/** Hashes of perfect subtrees: complete ones from `nodes`, the rest folded from leaves on reading. */
import { sql } from 'kysely'
import type { Hash } from '../ledger/sha256.ts'
import { nodeHash, type Subtree, TILE_HEIGHT } from '../ledger/tree.ts'
import type { Engine } from './engine.ts'

/** Gives the hashes in the order asked. Throws where the store lacks one. */
export async function hashesIn(
  engine: Engine,
  subtrees: readonly Subtree[],
): Promise<readonly Hash[]> {
  const found: Hash[] = []
  for (const { height, index } of subtrees) {
    const level = Math.floor(height / TILE_HEIGHT)
    const width = 2 ** (height % TILE_HEIGHT)
    const row = await stretch(engine, level, index * width, width)
    found.push(folded(row))
  }
  return found
}

/** `count` hashes of a level from an index on: leaves at level 0, kept nodes above. */
async function stretch(
  engine: Engine,
  level: number,
  from: number,
  count: number,
): Promise<readonly Hash[]> {
  const query =
    level === 0
      ? sql<{
          hash: Uint8Array
        }>`select leaf as hash from entries where seq > ${from} and seq <= ${from + count} order by seq`
      : sql<{
          hash: Uint8Array
        }>`select hash from nodes where level = ${level} and idx >= ${from} and idx < ${from + count} order by idx`
  const rows = await engine.all(query.compile(engine.db))
  if (rows.length !== count) throw new Error(`the tree lacks hashes at level ${level} from ${from}`)
  return rows.map((row) => row.hash)
}

function folded(row: readonly Hash[]): Hash {
  let hashes = row
  while (hashes.length > 1) {
    const above: Hash[] = []
    for (let i = 0; i < hashes.length; i += 2)
      above.push(nodeHash(hashes[i] as Hash, hashes[i + 1] as Hash))
    hashes = above
  }
  return hashes[0] as Hash
}
