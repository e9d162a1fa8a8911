/**
 * Who may do what (岗位权限), as data. A role is held at a place: a station, or
 * an area of the city; what it may do it may do there and nowhere else. The
 * three duties that keep each other honest are apart (GB/T 22239-2019, three
 * administrators): `city` runs the system, `security` lets people in and out,
 * `auditor` looks at what both did, and none holds two of them.
 */

export const ROLES = [
  'viewer',
  'clerk',
  'approver',
  'head',
  'street',
  'district',
  'city',
  'security',
  'auditor',
] as const

export type Role = (typeof ROLES)[number]

/** At which level of the city a role is held. */
export const PLACE_OF: Readonly<Record<Role, 'station' | 'street' | 'district' | 'city' | 'any'>> =
  {
    viewer: 'any',
    clerk: 'station',
    approver: 'station',
    head: 'station',
    street: 'street',
    district: 'district',
    city: 'city',
    security: 'city',
    auditor: 'city',
  }

/** Everything that may be done or looked at. Tokens are given some of these as their scopes. */
export const ACTS = [
  'stations:read',
  'members:read',
  'members:write',
  'credits:write',
  'transfers:write',
  'bookings:write',
  'redemptions:write',
  'reversals:write',
  'grants:write',
  'days:write',
  'reviews:read',
  'reviews:write',
  'calls:write',
  'orders:read',
  'orders:write',
  /** To push, to supervise, to send elsewhere, to approve more time. */
  'orders:supervise',
  /** Case notes of the station's social workers. */
  'cases:read',
  'activities:write',
  'catalogue:write',
  'people:unmask',
  'people:export',
  'people:erase',
  'cards:write',
  'proxies:write',
  /** Certificates, publicity, training and awards. */
  'papers:write',
  'days:read',
  /** To sign off the month of an area, once its stations have. */
  'months:write',
  'balances:read',
  'balances:write',
  'directory:write',
  'staff:read',
  'staff:write',
  'tokens:write',
  'devices:read',
  /** To enrol and end computers of one's own station; to end any is `devices:write`. */
  'devices:enrol',
  'devices:write',
  'audit:read',
] as const

export type Act = (typeof ACTS)[number]

const LOOKING: readonly Act[] = ['stations:read', 'members:read', 'orders:read']
const DESK: readonly Act[] = [
  ...LOOKING,
  'members:write',
  'credits:write',
  'transfers:write',
  'bookings:write',
  'redemptions:write',
  'reversals:write',
  'days:write',
  'calls:write',
  'people:unmask',
  'people:export',
  'cards:write',
  'proxies:write',
  'papers:write',
  'reviews:read',
  'orders:write',
  'activities:write',
]
/** Who works with people at a station; an office has no case. */
const CASEWORK: readonly Act[] = ['cases:read']
const REVIEWING: readonly Act[] = [...LOOKING, 'reviews:read', 'reviews:write', 'calls:write']
const OFFICE: readonly Act[] = [
  ...REVIEWING,
  'days:read',
  'months:write',
  'people:unmask',
  'grants:write',
  'staff:read',
  'orders:write',
  'orders:supervise',
]

export const MAY: Readonly<Record<Role, readonly Act[]>> = {
  viewer: LOOKING,
  clerk: [...DESK, ...CASEWORK],
  approver: [...REVIEWING, 'people:unmask'],
  head: [
    ...DESK,
    ...CASEWORK,
    'reviews:read',
    'reviews:write',
    'grants:write',
    'staff:read',
    'devices:read',
    'devices:enrol',
    'orders:supervise',
    'catalogue:write',
  ],
  street: OFFICE,
  district: OFFICE,
  city: [
    ...DESK,
    ...OFFICE,
    'balances:read',
    'balances:write',
    'directory:write',
    'people:erase',
    'catalogue:write',
  ],
  security: [
    'staff:read',
    'staff:write',
    'tokens:write',
    'devices:read',
    'devices:write',
    'reviews:read',
    'reviews:write',
  ],
  auditor: [...LOOKING, 'days:read', 'balances:read', 'staff:read', 'reviews:read', 'audit:read'],
}

/** The three duties that keep each other honest. Nobody holds two of them, under one login or under two. */
export const DUTY_OF: Readonly<Partial<Record<Role, 'system' | 'security' | 'audit'>>> = {
  city: 'system',
  security: 'security',
  auditor: 'audit',
}

const SETS: Readonly<Record<Role, ReadonlySet<string>>> = Object.fromEntries(
  ROLES.map((role) => [role, new Set<string>(MAY[role])]),
) as unknown as Record<Role, ReadonlySet<string>>

/** Whether a role may do it, where it is held. */
export function roleMay(role: Role, act: string): boolean {
  return SETS[role].has(act)
}
