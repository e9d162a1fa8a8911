import { expect, test } from 'vitest'
import { counts } from '../counts.ts'
import { type Kill, killDrill } from './kill.ts'

test(`what was acknowledged is there once, whenever the service is killed (${counts.kills} kills)`, async () => {
  const kills = await killDrill(counts.kills, (line) => console.log(line))
  expect(kills).toHaveLength(counts.kills)
  for (const { acknowledged, unanswered } of kills) {
    expect(acknowledged).toBeGreaterThan(0)
    expect(unanswered).toBeGreaterThan(0)
  }
  const sum = (of: (kill: Kill) => number) => kills.reduce((all, kill) => all + of(kill), 0)
  // Sessions of many rows were under way too, and kills fell within a commit or before its answer.
  expect(sum(({ sessions }) => sessions)).toBeGreaterThan(0)
  expect(sum(({ written, torn }) => written + torn)).toBeGreaterThan(0)
}, 3_600_000)
