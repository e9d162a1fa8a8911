/** What the table of roles promises whoever reads only its first sentence. */
import { expect, test } from 'vitest'
import { ACTS, MAY, ROLES, roleMay } from '../../src/rules/roles.ts'

test('the three duties that keep each other honest are held by three', () => {
  const duties = { system: 'directory:write', security: 'staff:write', audit: 'audit:read' }
  for (const role of ROLES) {
    const held = Object.entries(duties).filter(([, act]) => roleMay(role, act))
    expect(held.length, role).toBeLessThanOrEqual(1)
  }
  expect(ROLES.filter((role) => roleMay(role, 'audit:read'))).toEqual(['auditor'])
  expect(ROLES.filter((role) => roleMay(role, 'directory:write'))).toEqual(['city'])
  expect(ROLES.filter((role) => roleMay(role, 'staff:write'))).toEqual(['security'])
})

test('whoever only looks, writes nothing', () => {
  for (const role of ['viewer', 'auditor'] as const)
    expect(MAY[role].filter((act) => !act.endsWith(':read'))).toEqual([])
})

test('every act is somebody’s, and none is made up', () => {
  for (const act of ACTS)
    expect(
      ROLES.some((role) => roleMay(role, act)),
      act,
    ).toBe(true)
  for (const made of ['', 'constructor', '__proto__', 'credits', 'credits:'])
    expect(
      ROLES.some((role) => roleMay(role, made)),
      made,
    ).toBe(false)
})
