/**
 * Who may do what, written out by hand: every route and every page, who may,
 * and how far each reaches. It repeats rules/roles.ts on purpose and is read
 * from none of it: what is wrong there differs here.
 */
import { ACTIVITY } from '../activity.ts'
import { ROOM } from '../calendar.ts'
import type { Target } from './town.ts'

export const STAFF = [
  'viewer',
  'viewer-street',
  'viewer-district',
  'clerk',
  'approver',
  'head',
  'street',
  'district',
  'city',
  'security',
  'auditor',
] as const
export const TOKENS = ['token', 'token-bare', 'token-city', 'token-city-bare'] as const
/** Were somebody once, or never. */
export const NOBODY = ['visitor', 'clerk-ended', 'clerk-past', 'token-ended', 'token-past'] as const
export const WHO = [...STAFF, 'member', ...TOKENS, ...NOBODY] as const
export type Who = (typeof WHO)[number]

/**
 * A station of one's own; one beside it in the street; one of another street of
 * the district; one of another district; the city's own level; and nowhere.
 */
export const PLACES = ['own', 'sibling', 'cousin', 'elsewhere', 'city', 'nowhere'] as const
export type Place = (typeof PLACES)[number]

const STATION: readonly Place[] = ['own']
const STREET: readonly Place[] = ['own', 'sibling']
const DISTRICT: readonly Place[] = ['own', 'sibling', 'cousin']
const CITY: readonly Place[] = ['own', 'sibling', 'cousin', 'elsewhere', 'city']

export const REACH: Readonly<Record<Who, readonly Place[]>> = {
  viewer: STATION,
  'viewer-street': STREET,
  'viewer-district': DISTRICT,
  clerk: STATION,
  approver: STATION,
  head: STATION,
  street: STREET,
  district: DISTRICT,
  city: CITY,
  security: [],
  auditor: CITY,
  member: STATION,
  token: STATION,
  'token-bare': STATION,
  'token-city': CITY,
  'token-city-bare': CITY,
  visitor: [],
  'clerk-ended': [],
  'clerk-past': [],
  'token-ended': [],
  'token-past': [],
}

const LOOK = [
  'viewer',
  'viewer-street',
  'viewer-district',
  'clerk',
  'approver',
  'head',
  'street',
  'district',
  'city',
  'auditor',
] as const
const DESK = ['clerk', 'head', 'city'] as const
/** Offices take orders in too. */
const ORDERING = [...DESK, 'street', 'district'] as const
/** Who leads a station or looks after several. */
const LEADING = ['head', 'street', 'district', 'city'] as const
const PROGRAMS = ['token', 'token-city'] as const
/** Who sees what waits for a second person; and who may be one. */
const SEEING = [
  'clerk',
  ...(['approver', 'head', 'street', 'district', 'city'] as const),
  'security',
  'auditor',
] as const
const REVIEWING = ['approver', 'head', 'street', 'district', 'city', 'security'] as const
const WATCHING = ['head', 'street', 'district', 'city', 'security', 'auditor'] as const
const CALLING = ['clerk', 'approver', 'head', 'street', 'district', 'city'] as const
/** Who says what a station's hours are redeemed for. */
const CATALOGUING = ['head', 'city'] as const
const GRANTING = ['head', 'street', 'district', 'city'] as const

export interface Asked {
  readonly path: string
  /** JSON for the API, fields for a page; a GET has none. */
  readonly body?: Readonly<Record<string, unknown>>
}

export interface Row {
  /** As the router has it. */
  readonly route: string
  readonly may: readonly Who[]
  /**
   * What decides on the place: a `station` named; something that `is` at one
   * and is looked for by an id of its own; or nothing. With `desk` the station
   * named is a choice of offices, and whoever has a station stays at it.
   */
  readonly at: 'station' | 'entry' | 'member' | 'pool' | 'device' | 'desk' | 'nothing'
  /** Whose office is for all of the city's, though its books are not. */
  readonly everywhere?: Who
  send(target: Target, n: number, who: Who): Asked
  /** The status for who may; a no of the house's rules also shows that the door was passed. */
  readonly yes: number
  /** Where the city's own level is answered otherwise, since it holds no hours. */
  readonly yesAtCity?: number
  /** What a member is told: as staff who may not (default), or theirs and not theirs. */
  readonly member?: 'own' | 'not-theirs' | 'own-refused'
  /** The no for whoever lacks the act; 404 where even that something is there is not said. */
  readonly lacks?: 403 | 404
  /** Whoever may look at it, and may not do it, is told so; to others it is not there. */
  readonly seen?: true
  /** Staff in an account of their own; anybody else is led to the door. */
  readonly account?: true
  /** Anybody at all. */
  readonly open?: true | undefined
}

const id = (n: number) => `0190f000-0000-7000-8000-${String(n).padStart(12, '0')}`
/** Of late: nobody has to look at what is served then. */
const recent = (n: number) => `2026-11-${17 + (n % 7)}`
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + (n % 1_700))).toISOString().slice(0, 10)
const asIs = (path: string) => () => ({ path })

/** An activity as it would be published, but for one thing. */
const ACTIVITY_BODY = { ...ACTIVITY, title: '' }

/** What can be booked is open to every member of the city; who booked, and how it is set up, is a station's own. */
const CALENDAR: readonly Row[] = [
  {
    route: 'get /bookables',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    everywhere: 'member',
    send: ({ station }) => ({ path: `/bookables?station=${station}` }),
    yes: 200,
    member: 'own',
  },
  {
    route: 'post /bookables',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station }, n) => ({
      path: '/bookables',
      body: { ...ROOM, id: id(n), station, name: '' },
    }),
    yes: 422,
  },
  {
    route: 'get /bookables/:station/:code/slots',
    may: [...LOOK, ...PROGRAMS],
    at: 'entry',
    everywhere: 'member',
    send: ({ bookable }) => ({ path: `/bookables/${bookable}/slots?day=2026-11-25` }),
    yes: 200,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /bookables/:station/:code/days',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ bookable }, n) => ({
      path: `/bookables/${bookable}/days`,
      body: { id: id(n), day: '2026-11-23', callOff: false },
    }),
    yes: 422,
    yesAtCity: 404,
  },
  {
    route: 'post /slot-bookings',
    may: [...ORDERING, ...PROGRAMS],
    at: 'entry',
    everywhere: 'member',
    send: ({ bookable, guest }, n) => ({
      path: '/slot-bookings',
      body: {
        ...{ id: id(n), bookable, day: '2026-11-23', from: 540 },
        ...{ member: guest, source: 'page' },
      },
    }),
    yes: 422,
    yesAtCity: 404,
    member: 'not-theirs',
  },
  {
    route: 'get /stations/:code/calendar',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/stations/${station}/calendar?day=2026-11-25` }),
    yes: 200,
  },
  {
    route: 'get /stations/:code/use',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/stations/${station}/use?from=2026-11-01&to=2026-11-30` }),
    yes: 200,
  },
]

/** Activities are open to every member of the city; what is changed is a station's own. */
const ACTIVITIES: readonly Row[] = [
  {
    route: 'get /activities',
    may: [...LOOK, ...PROGRAMS],
    at: 'nothing',
    send: asIs('/activities'),
    yes: 200,
    member: 'own',
  },
  {
    route: 'get /activities/:id',
    may: [...LOOK, ...PROGRAMS],
    at: 'entry',
    everywhere: 'member',
    send: ({ activity }) => ({ path: `/activities/${activity}` }),
    yes: 200,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /activities',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station }, n) => ({
      path: '/activities',
      body: { ...ACTIVITY_BODY, id: id(n), station },
    }),
    yes: 422,
  },
  ...(['changes', 'cancellation'] as const).map(
    (verb): Row => ({
      route: `post /activities/:id/${verb}`,
      may: [...DESK, ...PROGRAMS],
      at: 'entry',
      send: ({ off }, n) => ({
        path: `/activities/${off}/${verb}`,
        body: { id: id(n), ...(verb === 'changes' ? ACTIVITY_BODY : {}) },
      }),
      yes: 422,
      yesAtCity: 404,
    }),
  ),
  {
    route: 'post /activities/:id/sign-ups',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ activity, member }, n) => ({
      path: `/activities/${activity}/sign-ups`,
      body: { id: id(n), member },
    }),
    yes: 422,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /activities/:id/sign-offs',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ activity, guest }, n) => ({
      path: `/activities/${activity}/sign-offs`,
      body: { id: id(n), member: guest },
    }),
    yes: 422,
    yesAtCity: 404,
    member: 'not-theirs',
  },
  ...(['sign-ins', 'sign-outs'] as const).map(
    (verb): Row => ({
      route: `post /activities/:id/${verb}`,
      may: [...DESK, ...PROGRAMS],
      at: 'entry',
      send: ({ activity, member }, n) => ({
        path: `/activities/${activity}/${verb}`,
        body: { id: id(n), member },
      }),
      yes: 422,
      yesAtCity: 404,
      member: 'own',
    }),
  ),
  {
    route: 'get /activities/:id/session',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ activity }) => ({ path: `/activities/${activity}/session?day=${ACTIVITY.from}` }),
    yes: 200,
    yesAtCity: 404,
  },
  {
    route: 'post /activities/:id/session',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ activity, guest }, n) => ({
      path: `/activities/${activity}/session`,
      body: {
        ...{ id: id(n), day: ACTIVITY.from },
        rows: [{ id: id(n + 500_000), member: guest, minutes: 60 }],
      },
    }),
    yes: 422,
    yesAtCity: 404,
  },
]

const CLAIMS: readonly Row[] = [
  {
    route: 'post /late-entries',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/late-entries',
      body: {
        ...{ id: id(n), station, service: 'activity', day: '2026-11-01', evidence: '' },
        rows: [{ id: id(n + 500_000), member: guest, minutes: 60 }],
      },
    }),
    yes: 422,
  },
  {
    route: 'get /claims',
    may: [...CALLING, 'security', ...PROGRAMS],
    at: 'nothing',
    send: asIs('/claims'),
    yes: 200,
    member: 'own',
  },
  {
    route: 'post /claims',
    may: [],
    at: 'nothing',
    send: (_, n) => ({
      path: '/claims',
      body: {
        ...{ id: id(n), station: 'S001', service: 'activity', day: recent(n) },
        ...{ minutes: 0, words: '送餐' },
      },
    }),
    yes: 422,
    member: 'own',
  },
  ...(['confirmation', 'decline'] as const).map(
    (verb): Row => ({
      route: `post /claims/:id/${verb}`,
      may: [...DESK, ...PROGRAMS],
      at: 'entry',
      send: ({ claim }, n) => ({
        path: `/claims/${claim}/${verb}`,
        body: { id: id(n), ...(verb === 'decline' ? { reason: 'not-served' } : {}) },
      }),
      yes: 422,
      yesAtCity: 404,
    }),
  ),
  {
    route: 'post /claims/:id/appeal',
    may: [],
    at: 'entry',
    send: ({ claim }, n) => ({ path: `/claims/${claim}/appeal`, body: { id: id(n), words: '' } }),
    yes: 422,
    member: 'own',
  },
]

/** A certificate nobody holds. */
const NO_CODE = '0123456789abcdef'

/** Papers, and what has to be keyed in elsewhere. The programs of this town are let make none, nor take names out. */
const PAPER_ROUTES: readonly Row[] = [
  ...['', '/file'].map(
    (more): Row => ({
      route: `get /certificates/:code${more}`,
      may: DESK,
      at: 'nothing',
      send: asIs(`/certificates/${NO_CODE}${more}`),
      yes: 404,
    }),
  ),
  {
    route: 'post /certificates',
    may: DESK,
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/certificates',
      body: { id: id(n), station, member: guest, from: '2026-11-02', to: '2026-11-01' },
    }),
    yes: 422,
  },
  {
    route: 'get /publicity',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/publicity?station=${station}` }),
    yes: 200,
  },
  {
    route: 'get /publicity/:id/file',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/publicity/${id(1)}/file?station=${station}` }),
    yes: 404,
  },
  ...['', '/file'].map(
    (more): Row => ({
      route: `get /reports/:period${more}`,
      may: [...LOOK, ...PROGRAMS],
      at: 'station',
      send: ({ station }) => ({
        path: `/reports/2026-11${more}?station=${station}${more === '' ? '' : '&as=xlsx'}`,
      }),
      yes: 200,
      member: 'not-theirs',
    }),
  ),
  {
    route: 'get /folders/:month',
    may: DESK,
    at: 'station',
    send: ({ station }) => ({ path: `/folders/2026-13?station=${station}` }),
    yes: 422,
  },
  ...['', '/file'].map(
    (more): Row => ({
      route: `get /to-key/:month${more}`,
      may: DESK,
      at: 'station',
      send: ({ station }) => ({
        path: `/to-key/2026-10${more}?station=${station}${more === '' ? '' : '&as=csv'}`,
      }),
      yes: 200,
    }),
  ),
  {
    route: 'post /to-key/ticks',
    may: DESK,
    at: 'station',
    send: ({ station }, n) => ({
      path: '/to-key/ticks',
      body: { id: id(n), station, system: 'ivolunteer', entries: [id(7)], keyed: true },
    }),
    yes: 404,
  },
]

export const API: readonly Row[] = [
  ...PAPER_ROUTES,
  ...ACTIVITIES,
  ...CALENDAR,
  ...CLAIMS,
  {
    route: 'post /credits',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/credits',
      body: {
        id: id(n),
        member: guest,
        station,
        minutes: 1,
        servedOn: recent(n),
        service: 'activity',
      },
    }),
    yes: 201,
  },
  {
    route: 'post /credits/batch',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/credits/batch',
      body: {
        id: id(n),
        station,
        whole: true,
        rows: [
          {
            id: id(n + 500_000),
            member: guest,
            minutes: 1,
            servedOn: recent(n),
            service: 'activity',
          },
        ],
      },
    }),
    yes: 201,
  },
  {
    route: 'post /transfers',
    may: [...DESK, ...PROGRAMS],
    at: 'member',
    send: ({ member, guest }, n) => ({
      path: '/transfers',
      body: { id: id(n), from: member, to: guest, minutes: 0 },
    }),
    yes: 422,
    member: 'own',
  },
  {
    route: 'post /donations',
    may: [...DESK, ...PROGRAMS],
    at: 'member',
    send: ({ member }, n) => ({
      path: '/donations',
      body: { id: id(n), from: member, pool: 'S001', minutes: 0 },
    }),
    yes: 422,
    member: 'own',
  },
  {
    route: 'post /grants',
    may: [...GRANTING, 'token-city'],
    at: 'pool',
    send: ({ station, guest }, n) => ({
      path: '/grants',
      body: {
        ...{ id: id(n), pool: station, member: guest, minutes: 6_000 },
        ...{ purpose: 'hardship', until: '2026-12-31' },
      },
    }),
    yes: 422,
  },
  {
    route: 'post /bookings',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/bookings',
      body: { id: id(n), member: guest, station, service: 'haircut', times: 24, day: '2026-11-25' },
    }),
    yes: 422,
    member: 'not-theirs',
  },
  {
    route: 'post /bookings/:id/settlement',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ hold }, n) => ({
      path: `/bookings/${hold}/settlement`,
      body: { id: id(n), minutes: 6_000 },
    }),
    yes: 422,
    seen: true,
    member: 'own-refused',
  },
  {
    route: 'post /bookings/:id/release',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ released }, n) => ({ path: `/bookings/${released}/release`, body: { id: id(n) } }),
    yes: 422,
    seen: true,
    member: 'own',
  },
  {
    route: 'post /redemptions',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/redemptions',
      body: {
        id: id(n),
        member: guest,
        station,
        service: 'haircut',
        times: 24,
        beneficiary: 'self',
      },
    }),
    yes: 422,
  },
  {
    route: 'post /reversals',
    may: [...DESK, ...PROGRAMS],
    at: 'entry',
    send: ({ hold }, n) => ({
      path: '/reversals',
      body: { id: id(n), entry: hold, reason: 'wrong-minutes' },
    }),
    yes: 422,
    seen: true,
    member: 'own-refused',
  },
  {
    route: 'post /members',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, name, phone }, n) => ({
      path: '/members',
      body: { id: id(n), station, name, phone },
    }),
    yes: 422,
  },
  {
    route: 'post /organisations',
    may: ['city', 'token-city'],
    at: 'nothing',
    send: ({ organisation }, n) => ({
      path: '/organisations',
      body: {
        ...{ id: id(n), dryRun: true },
        organisations: [
          { creditCode: organisation, name: '新', type: '社会团体', head: '主任', handler: '经办' },
        ],
      },
    }),
    yes: 201,
  },
  {
    route: 'post /teams',
    may: ['city', 'token-city'],
    at: 'nothing',
    send: ({ organisation }, n) => ({
      path: '/teams',
      body: { id: id(n), dryRun: true, teams: [{ code: 'T001', name: '队', organisation }] },
    }),
    yes: 201,
  },
  {
    route: 'get /members/:id',
    may: [...LOOK, ...PROGRAMS],
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}` }),
    yes: 200,
    member: 'own',
  },
  {
    route: 'get /members/:id/reviews',
    may: [...LOOK, ...PROGRAMS],
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}/reviews` }),
    yes: 200,
    member: 'own',
  },
  {
    route: 'post /orders',
    may: [...ORDERING, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/orders',
      body: {
        ...{ id: id(n), type: 'lottery', station, source: 'counter', member: guest },
        words: { need: '送餐' },
      },
    }),
    yes: 422,
  },
  {
    route: 'get /orders',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/orders?station=${station}` }),
    yes: 200,
  },
  {
    route: 'get /orders/:id',
    may: [...LOOK, ...PROGRAMS],
    at: 'entry',
    send: ({ order }) => ({ path: `/orders/${order}` }),
    yes: 200,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /orders/:id/moves',
    may: [...LOOK, ...PROGRAMS],
    at: 'entry',
    send: ({ order }, n) => ({ path: `/orders/${order}/moves`, body: { id: id(n), move: 'sign' } }),
    // It is not its turn: whoever sees the order is told so.
    yes: 422,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /orders/:id/visits',
    may: [...ORDERING, ...PROGRAMS],
    at: 'entry',
    send: ({ order }, n) => ({
      path: `/orders/${order}/visits`,
      body: { id: id(n), day: '2026-11-24', minutes: 60 },
    }),
    // No provider has it.
    yes: 422,
    yesAtCity: 404,
  },
  {
    route: 'get /contracts',
    may: [...LOOK, ...PROGRAMS],
    at: 'nothing',
    send: asIs('/contracts'),
    yes: 200,
  },
  {
    route: 'get /contracts/:number',
    may: [...LOOK, ...PROGRAMS],
    at: 'nothing',
    send: asIs('/contracts/HT-NONE'),
    yes: 404,
  },
  {
    route: 'post /contracts',
    may: LEADING,
    // Of a station or of an area: the city's office enters one for the whole city, too.
    at: 'entry',
    send: ({ station }, n) => ({
      path: '/contracts',
      body: {
        ...{ id: id(n), number: 'HT-1', kind: 'fallback', provider: 'nobody', place: station },
        ...{ services: [], from: '2026-11-24', until: '2027-11-23', over: 'refused' },
      },
    }),
    yes: 422,
  },
  {
    route: 'post /contracts/:number/end',
    may: LEADING,
    at: 'nothing',
    send: (_, n) => ({
      path: '/contracts/HT-NONE/end',
      body: { id: id(n), day: '2026-11-24' },
    }),
    yes: 404,
  },
  {
    route: 'post /visits/:id/correction',
    may: LEADING,
    at: 'nothing',
    send: (_, n) => ({
      path: `/visits/${id(n)}/correction`,
      body: { id: id(n), minutes: 0, reason: 'twice' },
    }),
    yes: 404,
  },
  {
    route: 'get /reviews',
    may: [...SEEING, ...PROGRAMS],
    at: 'nothing',
    send: asIs('/reviews?all=true'),
    yes: 200,
  },
  {
    route: 'get /reviews/:id',
    may: SEEING,
    at: 'entry',
    send: ({ review }) => ({ path: `/reviews/${review}` }),
    yes: 200,
  },
  {
    route: 'post /reviews/:id/approval',
    may: REVIEWING,
    at: 'entry',
    send: ({ review }) => ({
      path: `/reviews/${review}/approval`,
      body: { hash: '0'.repeat(64) },
    }),
    yes: 422,
  },
  {
    route: 'post /reviews/:id/rejection',
    may: REVIEWING,
    at: 'entry',
    send: ({ review }) => ({ path: `/reviews/${review}/rejection`, body: { reason: 'none' } }),
    yes: 422,
  },
  {
    route: 'get /members/:id/statement',
    may: [...LOOK, ...PROGRAMS],
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}/statement?limit=5` }),
    yes: 200,
    member: 'own',
  },
  ...['', '/receipt', '/proof'].map(
    (more): Row => ({
      route: `get /entries/:ref${more}`,
      may: [...LOOK, ...PROGRAMS],
      at: 'entry',
      send: ({ entry }) => ({ path: `/entries/${entry}${more}` }),
      yes: 200,
      // A record of the city's is nobody's to have a receipt of.
      ...(more === '/receipt' ? { yesAtCity: 404 } : {}),
      lacks: 404,
      member: 'own',
    }),
  ),
  {
    route: 'get /entries/:ref',
    may: [...LOOK, ...PROGRAMS],
    at: 'entry',
    send: ({ seq }) => ({ path: `/entries/${seq}` }),
    yes: 200,
    lacks: 404,
    member: 'own',
  },
  {
    route: 'get /members/:id/export',
    may: [],
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}/export` }),
    yes: 200,
    member: 'own',
  },
  {
    route: 'get /stations/:code/position',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/stations/${station}/position` }),
    yes: 200,
    member: 'not-theirs',
  },
  {
    route: 'get /liability',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/liability?station=${station}` }),
    yes: 200,
    member: 'not-theirs',
  },
  {
    route: 'get /stations/:code/catalogue',
    may: [],
    at: 'nothing',
    send: asIs('/stations/S001/catalogue'),
    yes: 200,
    open: true,
  },
  {
    route: 'get /members/:id/choices',
    may: [...LOOK, ...PROGRAMS],
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}/choices` }),
    yes: 200,
    member: 'own',
  },
  ...['/items', '/items/stock'].map(
    (path): Row => ({
      route: `post ${path}`,
      may: CATALOGUING,
      at: 'station',
      send: ({ station }, n) => ({
        path,
        body:
          path === '/items'
            ? {
                ...{ id: id(n), station, code: 'rice', kind: 'good', name: { zh: '大米' } },
                ...{ service: 'other', price: { by: 'item', minutes: 60 }, reason: 'new' },
              }
            : { id: id(n), station, item: 'rice', by: 1, reason: 'received' },
      }),
      yes: path === '/items' ? 422 : 404,
    }),
  ),
  {
    route: 'post /gifts/together',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/gifts/together',
      body: { id: id(n), station, pool: 'S001', givers: [{ member: guest, minutes: 1 }] },
    }),
    yes: 422,
  },
  {
    route: 'post /pools/terms',
    may: [...GRANTING, 'token-city'],
    at: 'pool',
    send: ({ station }, n) => ({
      path: '/pools/terms',
      body: { id: id(n), pool: station, until: '2026-02-31' },
    }),
    yes: 422,
  },
  {
    route: 'post /vouchers',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station, guest }, n) => ({
      path: '/vouchers',
      body: { id: id(n), station, member: guest, minutes: 60 },
    }),
    yes: 422,
  },
  {
    route: 'post /vouchers/redemption',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station }, n) => ({
      path: '/vouchers/redemption',
      body: { id: id(n), station, code: 'none', service: 'haircut' },
    }),
    yes: 404,
  },
  {
    route: 'post /instructions',
    may: [...DESK, ...PROGRAMS],
    at: 'member',
    send: ({ member }, n) => ({
      path: '/instructions',
      body: { id: id(n), member, what: 'donate', pool: 'none', checked: true },
    }),
    // No such pool.
    yes: 404,
    member: 'own',
  },
  {
    route: 'post /endings',
    may: [...DESK, ...PROGRAMS],
    at: 'member',
    send: ({ member }, n) => ({
      path: '/endings',
      body: {
        ...{ id: id(n), member, relative: member },
        ...{ kind: 'death', evidence: 'ab'.repeat(32) },
      },
    }),
    // Nobody is a relative of themself.
    yes: 422,
  },
  {
    route: 'post /endings/steps',
    may: [...DESK, ...PROGRAMS],
    at: 'member',
    send: ({ member }, n) => ({
      path: '/endings/steps',
      body: { id: id(n), member, move: 'carry' },
    }),
    // Nothing was reported.
    yes: 404,
  },
  {
    route: 'get /members/:id/ending/record',
    may: DESK,
    at: 'member',
    send: ({ member }) => ({ path: `/members/${member}/ending/record` }),
    // Nobody has died.
    yes: 404,
  },
  {
    route: 'post /subsidies',
    may: ['city', 'token-city'],
    at: 'nothing',
    send: (_, n) => ({
      path: '/subsidies',
      body: {
        ...{ id: id(n), area: '4401', from: '2020-01-01', fee: 100, source: 'paper' },
        bands: [{ band: 'all', hardship: false, age: 60, city: 0, district: 0, town: 0, pays: 0 }],
      },
    }),
    yes: 422,
  },
  {
    route: 'post /diners',
    may: [...DESK, ...PROGRAMS],
    at: 'station',
    send: ({ station }, n) => ({
      path: '/diners',
      body: {
        ...{ id: id(n), station, day: '2026-11-24', file: 'ab'.repeat(32) },
        rows: [{ number: 'NOBODY', meal: 'lunch', count: 1 }],
      },
    }),
    yes: 422,
  },
  {
    route: 'get /months/:month',
    may: [...LOOK, ...PROGRAMS],
    at: 'station',
    send: ({ station }) => ({ path: `/months/2026-10?station=${station}` }),
    yes: 200,
    member: 'not-theirs',
  },
  {
    route: 'post /months',
    may: DESK,
    at: 'station',
    send: ({ station }, n) => ({ path: '/months', body: { id: id(n), station, month: '2026-11' } }),
    yes: 422,
  },
  {
    route: 'get /settlements/:month',
    may: ['city', 'auditor'],
    at: 'nothing',
    send: asIs('/settlements/2026-10'),
    yes: 200,
  },
  {
    route: 'post /settlements',
    may: ['city'],
    at: 'nothing',
    send: (_, n) => ({ path: '/settlements', body: { id: id(n), month: '2026-11' } }),
    yes: 422,
  },
  {
    route: 'get /trial-balance',
    may: ['city', 'auditor'],
    at: 'nothing',
    send: asIs('/trial-balance'),
    yes: 200,
  },
  ...['/log/checkpoint', '/log/jwks', '/log/key', '/stations', '/openapi.json', '/docs'].map(
    (path): Row => ({
      ...{ route: `get ${path}`, may: [], at: 'nothing', send: asIs(path), yes: 200, open: true },
    }),
  ),
  {
    route: 'get /log/consistency',
    may: [],
    at: 'nothing',
    send: asIs('/log/consistency?from=1&to=2'),
    yes: 200,
    open: true,
  },
]

const open = (method: 'get' | 'post', path: string, yes: number): Row => ({
  route: `${method} ${path}`,
  may: [],
  at: 'nothing',
  send: method === 'get' ? asIs(path) : () => ({ path, body: {} }),
  yes,
  open: true,
})

/** A page of a desk: the station is an office's choice. */
const desk = (path: string, may: readonly Who[], yes = 200): Row => ({
  route: `get ${path}`,
  may,
  at: 'desk',
  send: ({ station }) => ({ path: `${path}?station=${station}` }),
  yes,
})

const sent = (
  path: string,
  may: readonly Who[],
  yes: number,
  fields: (target: Target, n: number) => Readonly<Record<string, string>>,
): Row => ({
  route: `post ${path}`,
  may,
  at: 'station',
  send: (target, n) => ({
    path,
    body: { id: id(n), station: target.station, ...fields(target, n) },
  }),
  yes,
})

const own = (path: string, query = ''): Row => ({
  route: `get ${path}`,
  may: [],
  at: 'nothing',
  send: asIs(`${path}${query}`),
  yes: 200,
  member: 'own',
})

const account = (method: 'get' | 'post', path: string, yes: number): Row => ({
  ...open(method, path, yes),
  open: undefined,
  account: true,
})

const security = (path: string, yes: number): Row => ({
  ...sent(path, ['security'], yes, () => ({})),
  at: 'nothing',
  send: (_, n) => ({ path, body: { id: id(n) } }),
})

/** About one of the staff, or a token: of those there are some, and nobody. */
const office = (route: string, of: string, yes: number): Row => ({
  route,
  may: ['security'],
  at: 'nothing',
  send: (_, n) => {
    const path = route.replace(/^\w+ /, '').replace(/:\w+/, of)
    return route.startsWith('get') ? { path } : { path, body: { id: id(n), role: 'king' } }
  },
  yes,
})

const CALENDAR_PAGES: readonly Row[] = [
  {
    ...open('get', '/on/:station', 200),
    send: asIs('/on/S001'),
  },
  own('/bookable'),
  own('/elder/bookable'),
  own('/passbook/bookings'),
  {
    ...own('/passbook/bookings'),
    route: 'post /passbook/bookings/:order',
    send: (_, n) => ({
      path: '/passbook/bookings/0190f000-0000-7000-8000-00000000aaaa',
      body: { id: id(n), act: 'call-off' },
    }),
    yes: 404,
  },
  ...['', '/elder'].flatMap((large): readonly Row[] => [
    {
      ...own(`${large}/bookable/:station/:code`),
      at: 'entry',
      everywhere: 'member',
      send: ({ bookable }) => ({ path: `${large}/bookable/${bookable}` }),
    },
    {
      ...own(`${large}/bookable/:station/:code`),
      route: `post ${large}/bookable/:station/:code`,
      at: 'entry',
      everywhere: 'member',
      send: ({ bookable }, n) => ({
        path: `${large}/bookable/${bookable}`,
        body: { id: id(n), day: '2026-11-23', from: '540' },
      }),
      yes: 422,
    },
  ]),
  desk('/desk/calendar', LOOK),
  desk('/desk/calendar/list', LOOK),
  desk('/desk/calendar/use', LOOK),
  desk('/desk/calendar/book', ORDERING),
  desk('/desk/calendar/things', DESK),
  sent('/desk/calendar', ORDERING, 422, () => ({})),
  sent('/desk/calendar/book', ORDERING, 422, () => ({})),
  sent('/desk/calendar/things', DESK, 422, () => ({})),
  {
    route: 'get /desk/calendar/things/:station/:code',
    may: DESK,
    at: 'entry',
    send: ({ bookable }) => ({ path: `/desk/calendar/things/${bookable}` }),
    yes: 200,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/calendar/things/:station/:code',
    may: DESK,
    at: 'entry',
    send: ({ bookable }, n) => ({
      path: `/desk/calendar/things/${bookable}`,
      body: { id: id(n), day: 'soon' },
    }),
    yes: 422,
    yesAtCity: 404,
  },
]

const ACTIVITY_PAGES: readonly Row[] = [
  own('/passbook/claims'),
  {
    ...own('/passbook/claims'),
    route: 'post /passbook/claims',
    send: (_, n) => ({ path: '/passbook/claims', body: { id: id(n), hours: 'long' } }),
    yes: 422,
  },
  {
    route: 'post /passbook/claims/:claim/appeal',
    may: [],
    at: 'entry',
    send: ({ claim }, n) => ({ path: `/passbook/claims/${claim}/appeal`, body: { id: id(n) } }),
    yes: 422,
    member: 'own',
  },
  desk('/desk/outbox', DESK),
  sent('/desk/outbox', DESK, 409, () => ({ clerk: 'staff:nobody', kind: 'credit' })),
  desk('/desk/late', DESK),
  sent('/desk/late', DESK, 422, () => ({ day: '2026-11-01' })),
  { ...desk('/desk/claims', CALLING), at: 'nothing', send: asIs('/desk/claims') },
  {
    route: 'post /desk/claims/:claim',
    may: DESK,
    at: 'entry',
    send: ({ claim }, n) => ({ path: `/desk/claims/${claim}`, body: { id: id(n) } }),
    yes: 422,
    yesAtCity: 404,
  },
  own('/activities'),
  own('/passbook/activities'),
  {
    ...own('/activities/:activity'),
    at: 'entry',
    everywhere: 'member',
    send: ({ activity }) => ({ path: `/activities/${activity}` }),
  },
  ...(['sign-up', 'sign-off'] as const).map(
    (verb): Row => ({
      route: `post /activities/:activity/${verb}`,
      may: [],
      at: 'entry',
      everywhere: 'member',
      send: ({ off }, n) => ({ path: `/activities/${off}/${verb}`, body: { id: id(n) } }),
      yes: 422,
      member: 'own',
    }),
  ),
  {
    ...own('/activities/:activity'),
    route: 'post /activities/:activity/attend',
    at: 'entry',
    everywhere: 'member',
    send: ({ activity }, n) => ({
      path: `/activities/${activity}/attend`,
      body: { id: id(n), code: 'none' },
    }),
    yes: 422,
  },
  open('get', '/in/:token', 404),
  {
    ...own('/in/:token'),
    route: 'post /in/:token',
    send: (_, n) => ({ path: '/in/none', body: { id: id(n) } }),
    yes: 404,
  },
  ...['/code', '/session'].map(
    (more): Row => ({
      route: `get /desk/activities/:activity${more}`,
      may: DESK,
      at: 'entry',
      send: ({ activity }) => ({ path: `/desk/activities/${activity}${more}` }),
      yes: 200,
      yesAtCity: 404,
    }),
  ),
  {
    route: 'post /desk/activities/:activity/session',
    may: DESK,
    at: 'entry',
    send: ({ activity }, n) => ({
      path: `/desk/activities/${activity}/session`,
      body: { id: id(n) },
    }),
    yes: 422,
    yesAtCity: 404,
  },
  desk('/desk/activities', DESK),
  desk('/desk/activities/new', DESK),
  sent('/desk/activities', DESK, 422, () => ({})),
  ...['', '/edit'].map(
    (more): Row => ({
      route: `get /desk/activities/:activity${more}`,
      may: DESK,
      at: 'entry',
      send: ({ activity }) => ({ path: `/desk/activities/${activity}${more}` }),
      yes: 200,
      yesAtCity: 404,
    }),
  ),
  ...['', '/edit'].map(
    (more): Row => ({
      route: `post /desk/activities/:activity${more}`,
      may: DESK,
      at: 'entry',
      send: ({ activity }, n) => ({
        path: `/desk/activities/${activity}${more}`,
        body: { id: id(n), act: 'cancel' },
      }),
      yes: 422,
      yesAtCity: 404,
    }),
  ),
]

/** Pages of people's keys, of whoever acts for them, and of what is known of them. */
/** A list that nobody has hung out. */
const LIST = '/desk/lists/0190f000-0000-7000-8000-00000000abcd'

/** Papers: a certificate nobody holds, and what a person's page of papers has. */
const PAPERS: readonly Row[] = [
  desk('/desk/lists', LOOK),
  desk('/desk/folder', DESK),
  desk('/desk/merits', DESK),
  sent('/desk/merits', DESK, 422, () => ({})),
  desk('/desk/slip', DESK),
  sent('/desk/slip', DESK, 422, () => ({ size: 'a0' })),
  {
    route: 'get /desk/members/:member/passbook',
    may: LOOK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}/passbook` }),
    yes: 200,
  },
  desk('/desk/report', LOOK),
  sent('/desk/report', LOOK, 422, () => ({ period: '2026-10' })),
  desk('/desk/templates', LOOK),
  sent('/desk/templates', ['street', 'district', 'city'], 422, () => ({ kind: 'month' })),
  {
    route: 'get /desk/templates/:area/:kind/:version',
    may: LOOK,
    at: 'nothing',
    send: asIs('/desk/templates/440104003/month/1'),
    yes: 404,
  },
  sent('/desk/lists', DESK, 422, () => ({ from: 'never' })),
  {
    route: 'get /desk/lists/:list',
    may: LOOK,
    at: 'nothing',
    send: asIs(LIST),
    yes: 404,
  },
  {
    ...sent('/desk/lists/:list/:act', DESK, 404, () => ({})),
    at: 'nothing',
    send: (_, n) => ({ path: `${LIST}/end`, body: { id: id(n) } }),
  },
  open('get', '/c/:code', 404),
  open('get', '/objections', 200),
  open('get', '/objections/:number', 404),
  open('post', '/objections', 422),
  {
    route: 'get /desk/members/:member/papers',
    may: DESK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}/papers` }),
    yes: 200,
  },
  {
    route: 'post /desk/members/:member/papers/:act',
    may: DESK,
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/papers/training`,
      body: { id: id(n), course: 'none' },
    }),
    yes: 422,
  },
  ...(['get', 'post'] as const).map(
    (method): Row => ({
      route: `${method} /desk/certificates/:code${method === 'get' ? '' : '/withdraw'}`,
      may: DESK,
      at: 'nothing',
      send: (_, n) => {
        const path = '/desk/certificates/0123456789abcdef'
        return method === 'get'
          ? { path }
          : { path: `${path}/withdraw`, body: { id: id(n), reason: 'mistake' } }
      },
      yes: 404,
    }),
  ),
]

const PERSONAL: readonly Row[] = [
  account('get', '/account/outside', 422),
  account('post', '/account/outside/unlink', 422),
  security('/account/office/outside', 404),
  open('get', '/code', 200),
  ...['/code', '/code/check', '/code/who'].map((path): Row => open('post', path, 422)),
  open('get', '/kiosk/end', 404),
  open('get', '/oidc/start', 422),
  open('get', '/oidc/callback', 422),
  own('/passbook/looks'),
  own('/elder/looks'),
  own('/passbook/record'),
  own('/passbook/record.json'),
  own('/passbook/notices'),
  own('/proxies'),
  ...(
    [
      ['/passbook/erasure', 200],
      ['/passbook/notices', 404],
      ['/proxies', 422],
      ['/proxies/end', 404],
      ['/acting', 303],
      ['/acting/stop', 303],
    ] as const
  ).map(
    ([path, yes]): Row => ({
      ...own(path),
      route: `post ${path}`,
      send: (_, n) => ({ path, body: { id: id(n) } }),
      yes,
    }),
  ),
  sent('/desk', LOOK, 200, () => ({})),
  desk('/desk/calls', CALLING),
  desk('/desk/notices', CALLING),
  { ...desk('/desk/partners', LOOK), at: 'nothing', send: asIs('/desk/partners') },
  {
    ...sent('/desk/partners', ['clerk', 'head', 'street', 'district', 'city'], 422, () => ({})),
    at: 'nothing',
    send: (_, n) => ({ path: '/desk/partners', body: { id: id(n) } }),
  },
  { ...desk('/desk/handovers', LOOK), at: 'nothing', send: asIs('/desk/handovers') },
  {
    ...desk('/desk/handovers/:handover', LOOK, 404),
    at: 'nothing',
    send: asIs('/desk/handovers/0190f000-0000-7000-8000-00000000d0d0'),
  },
  {
    ...sent('/desk/handovers', ['city'], 422, () => ({})),
    at: 'nothing',
    send: (_, n) => ({ path: '/desk/handovers', body: { id: id(n) } }),
  },
  ...(
    [
      ['agreement', ['city']],
      ['stock', DESK],
    ] as const
  ).map(
    ([step, may]): Row => ({
      route: `post /desk/handovers/:handover/${step}`,
      may,
      at: 'nothing',
      send: (_, n) => ({
        path: `/desk/handovers/0190f000-0000-7000-8000-00000000d0d0/${step}`,
        body: { id: id(n) },
      }),
      yes: 404,
    }),
  ),
  sent('/desk/notices', CALLING, 200, () => ({})),
  desk('/desk/cards', DESK),
  sent('/desk/cards', DESK, 422, () => ({})),
  ...['book', 'card', 'card/print', 'erase', 'proxies'].map(
    (page): Row => ({
      route: `get /desk/members/:member/${page}`,
      may: DESK,
      at: 'member',
      send: ({ member }) => ({ path: `/desk/members/${member}/${page}` }),
      yes: 200,
    }),
  ),
  ...(
    [
      ['book', 422],
      ['erase', 422],
      ['proxies', 422],
      ['proxies/end', 404],
    ] as const
  ).map(
    ([page, yes]): Row => ({
      route: `post /desk/members/:member/${page}`,
      may: DESK,
      at: 'member',
      send: ({ member }, n) => ({ path: `/desk/members/${member}/${page}`, body: { id: id(n) } }),
      yes,
    }),
  ),
  {
    route: 'post /desk/members/:member/card/:act',
    may: DESK,
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/card/reissue`,
      body: { id: id(n) },
    }),
    yes: 422,
  },
  {
    route: 'post /desk/members/:member/unmask',
    may: [...DESK, 'approver', 'street', 'district'],
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/unmask`,
      body: { id: id(n), reason: 'visit' },
    }),
    yes: 200,
  },
  {
    route: 'get /desk/bookings/:booking/slip',
    may: DESK,
    at: 'entry',
    send: ({ hold }) => ({ path: `/desk/bookings/${hold}/slip` }),
    yes: 200,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/calls/:entry',
    may: CALLING,
    at: 'station',
    send: ({ entry, station }, n) => ({
      path: `/desk/calls/${entry}`,
      body: { id: id(n), station },
    }),
    // None of these is due to be called.
    yes: 404,
  },
]

export const PAGES: readonly Row[] = [
  ...PERSONAL,
  ...PAPERS,
  open('get', '/', 200),
  open('get', '/style.css', 200),
  open('get', '/sign-in', 200),
  open('post', '/sign-in', 422),
  open('post', '/sign-in/passkey', 422),
  open('post', '/switch', 422),
  open('post', '/switch/passkey', 422),
  account('get', '/account', 200),
  account('get', '/account/second', 200),
  account('get', '/account/password', 200),
  account('get', '/account/phone', 200),
  account('post', '/account/phone', 303),
  account('get', '/account/totp', 200),
  account('get', '/account/passkeys', 200),
  account('post', '/account/second', 303),
  account('post', '/account/second/passkey', 422),
  account('post', '/account/password', 422),
  account('post', '/account/totp', 422),
  account('post', '/account/totp/remove', 303),
  account('post', '/account/codes', 200),
  account('post', '/account/passkeys', 422),
  account('post', '/account/passkeys/remove', 422),
  { ...desk('/account/office', ['security']), at: 'nothing', send: asIs('/account/office') },
  security('/account/office/second', 422),
  security('/account/office/password', 422),
  account('get', '/device', 200),
  account('post', '/device/proof', 422),
  account('post', '/device/enrol', 422),
  account('post', '/device/skip', 303),
  { ...desk('/office', WATCHING), at: 'nothing', send: asIs('/office') },
  office('get /office/staff/:staff', 'viewer', 200),
  security('/office/staff', 422),
  office('post /office/staff/:staff', 'viewer', 422),
  office('post /office/staff/:staff/end', 'nobody', 404),
  { ...desk('/office/tokens', ['security']), at: 'nothing', send: asIs('/office/tokens') },
  security('/office/tokens', 422),
  office('post /office/tokens/:token/end', 'nothing', 404),
  { ...desk('/office/hooks', ['security']), at: 'nothing', send: asIs('/office/hooks') },
  security('/office/hooks', 422),
  office('post /office/hooks/:hook/end', 'nothing', 404),
  office('post /office/hooks/:hook/replay', 'nothing', 404),
  {
    ...desk('/office/devices', ['head', 'security']),
    at: 'nothing',
    send: asIs('/office/devices'),
  },
  sent('/office/devices/code', ['head'], 200, () => ({})),
  {
    route: 'post /office/devices/:device/end',
    may: ['head', 'security'],
    at: 'device',
    everywhere: 'security',
    send: ({ station }, n, who) => ({
      path: `/office/devices/pc-${station}-${who}/end`,
      body: { id: id(n) },
    }),
    yes: 303,
  },
  ...['', '/export'].map(
    (more): Row => ({
      ...desk(`/office/audit${more}`, ['auditor']),
      at: 'nothing',
      send: asIs(`/office/audit${more}`),
    }),
  ),
  open('get', '/card', 200),
  open('post', '/card', 422),
  {
    ...open('post', '/elder/voice', 303),
    send: () => ({ path: '/elder/voice', body: { voice: 'zh' } }),
  },
  open('get', '/verify', 200),
  open('get', '/r', 200),
  ...['', '.tlog-proof', '.jws'].map(
    (end): Row => ({
      route: 'get /receipts/:name',
      may: LOOK,
      at: 'entry',
      send: ({ entry }) => ({ path: `/receipts/${entry}${end}` }),
      yes: 200,
      ...(end === '.jws' ? { yesAtCity: 404 } : {}),
      lacks: 404,
      member: 'own',
    }),
  ),
  ...['', '/evidence/1'].map(
    (more): Row => ({
      route: `get /undos/:undo${more === '' ? '' : '/evidence/:n'}`,
      may: SEEING,
      at: 'entry',
      send: ({ undo }) => ({ path: `/undos/${undo}${more}` }),
      yes: 200,
      yesAtCity: 404,
      lacks: 404,
      member: 'own',
    }),
  ),
  {
    route: 'post /undos/:undo/objection',
    may: DESK,
    at: 'entry',
    send: ({ undo }, n) => ({ path: `/undos/${undo}/objection`, body: { id: id(n), words: ' ' } }),
    yes: 422,
    yesAtCity: 404,
    lacks: 404,
    member: 'own',
  },
  { ...desk('/desk/undos', CALLING), at: 'nothing', send: asIs('/desk/undos') },
  {
    route: 'get /desk/undos/new/:entry',
    may: DESK,
    at: 'entry',
    send: ({ entry }) => ({ path: `/desk/undos/new/${entry}` }),
    yes: 200,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/undos',
    may: DESK,
    at: 'entry',
    send: ({ entry }, n) => ({ path: '/desk/undos', body: { id: id(n), entry, reason: 'none' } }),
    yes: 422,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/undos/:undo/drop',
    may: DESK,
    at: 'entry',
    send: ({ undo }, n) => ({
      path: `/desk/undos/${undo}/drop`,
      body: { id: id(n), reason: 'none' },
    }),
    yes: 422,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/undos/:undo/answer',
    may: ['street', 'district', 'city'],
    at: 'entry',
    send: ({ undo }, n) => ({
      path: `/desk/undos/${undo}/answer`,
      body: { id: id(n), does: 'no' },
    }),
    yes: 422,
    yesAtCity: 404,
  },
  own('/passbook'),
  own('/elder'),
  own('/elder/whom', '?service=haircut'),
  own('/elder/day', '?service=haircut&whom=self'),
  own('/elder/confirm', '?service=haircut&whom=self&day=2026-11-25'),
  {
    ...own('/elder/bookings'),
    route: 'post /elder/bookings',
    send: (_, n) => ({
      path: '/elder/bookings',
      body: { id: id(n), service: 'haircut', whom: 'self', day: '2027-11-24' },
    }),
    yes: 422,
  },
  ...['', '/cancel'].map(
    (more): Row => ({
      route: `get /elder/bookings/:booking${more}`,
      may: [],
      at: 'entry',
      send: ({ hold }) => ({ path: `/elder/bookings/${hold}${more}` }),
      yes: 200,
      member: 'own',
    }),
  ),
  {
    route: 'post /elder/bookings/:booking/release',
    may: [],
    at: 'entry',
    send: ({ released }, n) => ({
      path: `/elder/bookings/${released}/release`,
      body: { id: id(n) },
    }),
    yes: 422,
    member: 'own',
  },
  desk('/desk', LOOK),
  {
    route: 'get /desk/members/:member',
    may: LOOK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}` }),
    yes: 200,
  },
  sent('/desk/members', DESK, 422, ({ name, phone }) => ({ name, phone })),
  sent('/desk/credits', DESK, 303, ({ guest, number }, n) => ({
    ...{ member: guest, number, hours: '0:01', servedOn: recent(n), service: 'activity' },
  })),
  desk('/desk/catalogue', LOOK),
  desk('/desk/unused', LOOK),
  own('/passbook/instruction'),
  {
    ...own('/passbook/instruction'),
    route: 'post /passbook/instruction',
    send: (_, n) => ({ path: '/passbook/instruction', body: { id: id(n), what: 'burn' } }),
    yes: 422,
  },
  {
    route: 'get /desk/members/:member/ending',
    may: LOOK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}/ending` }),
    yes: 200,
  },
  {
    route: 'post /desk/members/:member/ending',
    may: LOOK,
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/ending`,
      body: { id: id(n), move: 'nothing' },
    }),
    yes: 422,
  },
  {
    route: 'post /desk/members/:member/instruction',
    may: DESK,
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/instruction`,
      body: { id: id(n), what: 'burn' },
    }),
    yes: 422,
  },
  {
    route: 'get /desk/members/:member/ending/record.json',
    may: DESK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}/ending/record.json` }),
    // Nobody has died.
    yes: 404,
  },
  desk('/desk/vouchers', DESK),
  sent('/desk/vouchers', DESK, 422, () => ({ code: 'none', service: 'haircut' })),
  {
    route: 'get /desk/vouchers/:booking',
    may: DESK,
    at: 'entry',
    send: ({ hold }) => ({ path: `/desk/vouchers/${hold}` }),
    // A booking is no voucher.
    yes: 404,
  },
  {
    route: 'get /desk/members/:member/voucher',
    may: DESK,
    at: 'member',
    send: ({ member }) => ({ path: `/desk/members/${member}/voucher` }),
    yes: 200,
  },
  {
    route: 'post /desk/members/:member/voucher',
    may: DESK,
    at: 'member',
    send: ({ member }, n) => ({
      path: `/desk/members/${member}/voucher`,
      body: { id: id(n), hours: '1' },
    }),
    yes: 422,
  },
  desk('/desk/pools', DESK),
  sent('/desk/pools/together', DESK, 422, () => ({ pool: 'S001', givers: '' })),
  ...(['terms', 'grant'] as const).map(
    (form): Row => ({
      route: `post /desk/pools/${form}`,
      may: GRANTING,
      at: 'nothing',
      send: ({ station }, n) => ({
        path: `/desk/pools/${form}`,
        body: { id: id(n), pool: station, number: 'NOBODY', until: '2026-02-31' },
      }),
      yes: 422,
    }),
  ),
  desk('/desk/subsidies', LOOK),
  sent('/desk/subsidies', ['city'], 422, () => ({ fee: '' })),
  desk('/desk/meals', LOOK),
  sent('/desk/meals', DESK, 422, () => ({})),
  desk('/desk/catalogue/item', CATALOGUING),
  sent('/desk/catalogue/item', CATALOGUING, 422, () => ({ code: '', name: '' })),
  sent('/desk/catalogue/stock', CATALOGUING, 422, () => ({ item: 'rice', by: '1' })),
  sent('/desk/redemptions', DESK, 422, ({ guest, number }) => ({
    ...{ member: guest, number, service: 'nothing' },
  })),
  ...(['settle', 'release'] as const).map(
    (verb): Row => ({
      route: `post /desk/bookings/:booking/${verb}`,
      may: DESK,
      at: 'entry',
      send: ({ hold, released }, n) => ({
        path: `/desk/bookings/${verb === 'settle' ? hold : released}/${verb}`,
        body: { id: id(n), provider: verb === 'settle' ? 'nobody' : '' },
      }),
      yes: 422,
      // What is no booking is no page of one.
      yesAtCity: 404,
    }),
  ),
  ...ACTIVITY_PAGES,
  ...CALENDAR_PAGES,
  desk('/desk/roster', DESK),
  desk('/desk/roster/sheet', DESK),
  desk('/desk/import', DESK),
  desk('/desk/blank-sheet', DESK),
  sent('/desk/roster', DESK, 422, () => ({ service: 'activity', servedOn: day(1) })),
  sent('/desk/import', DESK, 422, () => ({})),
  desk('/desk/today', LOOK),
  desk('/desk/position', LOOK),
  desk('/desk/close', LOOK),
  desk('/desk/liability', LOOK),
  desk('/desk/to-key', DESK),
  desk('/desk/to-key/file', DESK),
  sent('/desk/to-key', DESK, 422, (_, n) => ({ month: '2026-11', keyed: id(n) })),
  desk('/desk/months', LOOK),
  sent('/desk/months', LOOK, 422, () => ({ month: '2026-11' })),
  ...['', '/receipts'].map(
    (more): Row => ({
      route: `get /desk/batches/:batch${more}`,
      may: LOOK,
      at: 'station',
      send: ({ batch, station }) => ({ path: `/desk/batches/${batch}${more}?station=${station}` }),
      yes: 200,
    }),
  ),
  sent('/desk/close', DESK, 422, () => ({ day: '2026-11-24' })),
  {
    route: 'get /desk/reversals/:entry',
    may: DESK,
    at: 'entry',
    send: ({ entry }) => ({ path: `/desk/reversals/${entry}` }),
    yes: 200,
    yesAtCity: 422,
  },
  {
    route: 'post /desk/reversals',
    may: DESK,
    at: 'entry',
    send: ({ entry }, n) => ({
      path: '/desk/reversals',
      body: { id: id(n), entry, reason: 'no reason' },
    }),
    yes: 422,
  },
  { ...desk('/desk/reviews', SEEING), at: 'nothing', send: asIs('/desk/reviews') },
  {
    route: 'get /desk/reviews/:review',
    may: SEEING,
    at: 'entry',
    send: ({ review }) => ({ path: `/desk/reviews/${review}` }),
    yes: 200,
  },
  {
    route: 'post /desk/reviews/:review',
    may: SEEING,
    at: 'entry',
    send: ({ review }) => ({
      path: `/desk/reviews/${review}`,
      body: { answer: 'approve', hash: '0'.repeat(64) },
    }),
    yes: 422,
  },
  {
    ...sent('/desk/reviews', REVIEWING, 303, () => ({})),
    at: 'nothing',
    send: () => ({ path: '/desk/reviews', body: {} }),
  },
  {
    ...sent('/desk/signals', REVIEWING, 303, () => ({})),
    at: 'nothing',
    send: () => ({ path: '/desk/signals', body: { outcome: 'look' } }),
  },
  desk('/desk/orders', LOOK),
  desk('/desk/order-sheet', LOOK),
  desk('/desk/request', ORDERING),
  desk('/desk/duty', ORDERING),
  sent('/desk/orders', ORDERING, 422, () => ({ type: 'help', need: '' })),
  sent('/desk/duty', ORDERING, 303, () => ({})),
  ...['', '/slip', '/moves/accept'].map(
    (more): Row => ({
      route: `get /desk/orders/:order${more === '/moves/accept' ? '/moves/:move' : more}`,
      may: LOOK,
      at: 'entry',
      send: ({ order }) => ({ path: `/desk/orders/${order}${more}` }),
      // To be taken on needs no page: it is one button.
      yes: more === '/moves/accept' ? 404 : 200,
      yesAtCity: 404,
    }),
  ),
  {
    route: 'post /desk/orders/:order/moves/:move',
    may: LOOK,
    at: 'entry',
    send: ({ order }, n) => ({ path: `/desk/orders/${order}/moves/sign`, body: { id: id(n) } }),
    yes: 422,
    yesAtCity: 404,
  },
  {
    route: 'post /desk/orders/:order/visits',
    may: ORDERING,
    at: 'entry',
    send: ({ order }, n) => ({
      path: `/desk/orders/${order}/visits`,
      body: { id: id(n), hours: '' },
    }),
    yes: 422,
    yesAtCity: 404,
  },
  { ...desk('/desk/contracts', LOOK), at: 'nothing', send: asIs('/desk/contracts') },
  {
    ...desk('/desk/contracts/:contract', LOOK, 404),
    at: 'nothing',
    send: asIs('/desk/contracts/HT-NONE'),
  },
  {
    ...sent('/desk/contracts', LEADING, 422, () => ({})),
    at: 'nothing',
    send: (_, n) => ({ path: '/desk/contracts', body: { id: id(n) } }),
  },
  ...(['/end', '/visits/:visit'] as const).map(
    (step): Row => ({
      route: `post /desk/contracts/:contract${step}`,
      may: LEADING,
      at: 'nothing',
      send: (_, n) => ({
        path: `/desk/contracts/HT-NONE${step.replace(':visit', id(n))}`,
        body: { id: id(n) },
      }),
      yes: 404,
    }),
  ),
  desk('/desk/hotline', ORDERING),
  desk('/desk/rounds', ORDERING),
  desk('/desk/figures', LOOK),
  desk('/desk/hotline/days', LOOK),
  desk('/desk/scorecard', LOOK),
  {
    ...sent('/desk/scorecard', ['head', 'street', 'district', 'city'], 422, () => ({})),
    at: 'nothing',
    send: (_target, n) => ({ path: '/desk/scorecard', body: { id: id(n), month: '' } }),
  },
  desk('/desk/events', ORDERING),
  sent('/desk/events', ORDERING, 422, () => ({})),
  desk('/desk/results', ORDERING),
  desk('/desk/results/file', ORDERING),
  sent('/desk/results', ORDERING, 303, () => ({})),
  {
    route: 'get /desk/orders/:order/notice',
    may: LOOK,
    at: 'entry',
    send: ({ order }) => ({ path: `/desk/orders/${order}/notice` }),
    // Nobody has been urged in writing.
    yes: 404,
  },
  ...(['get', 'post'] as const).map(
    (method): Row => ({
      route: `${method} /desk/members/:member/clearance`,
      may: ['head', 'street', 'district', 'city'],
      at: 'member',
      send: ({ member }, n) => ({
        path: `/desk/members/${member}/clearance`,
        ...(method === 'post' ? { body: { id: id(n), until: '' } } : {}),
      }),
      yes: method === 'get' ? 200 : 422,
    }),
  ),
  sent('/desk/hotline', ORDERING, 422, () => ({})),
  sent('/desk/rounds', ORDERING, 422, () => ({})),
  sent('/desk/rounds/results', ORDERING, 303, () => ({})),
  ...(['get', 'post'] as const).map(
    (method): Row => ({
      route: `${method} /desk/members/:member/cases`,
      // Only whoever works at the person's own station: not even the city.
      may: ['clerk', 'head'],
      at: 'member',
      send: ({ member }, n) => ({
        path: `/desk/members/${member}/cases`,
        ...(method === 'post' ? { body: { id: id(n), text: '' } } : {}),
      }),
      yes: method === 'get' ? 200 : 422,
    }),
  ),
  desk('/desk/topics', LOOK),
  own('/topics'),
  {
    route: 'post /topics/:order/voice',
    may: [],
    at: 'nothing',
    // An order that is no topic is none to speak of.
    send: ({ order }, n) => ({
      path: `/topics/${order}/voice`,
      body: { id: id(n), says: 'for', words: '' },
    }),
    yes: 404,
    member: 'own',
  },
  own('/wanted'),
  own('/wanted/mine'),
  own('/elder/orders'),
  {
    route: 'get /elder/orders/:order',
    may: [],
    at: 'entry',
    send: ({ order }) => ({ path: `/elder/orders/${order}` }),
    yes: 200,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /elder/orders/:order/:move',
    may: [],
    at: 'entry',
    send: ({ order }, n) => ({ path: `/elder/orders/${order}/confirm`, body: { id: id(n) } }),
    yes: 422,
    yesAtCity: 404,
    member: 'own',
  },
  {
    route: 'post /wanted/:order/:move',
    may: [],
    at: 'entry',
    send: ({ order }, n) => ({ path: `/wanted/${order}/claim`, body: { id: id(n) } }),
    yes: 422,
    yesAtCity: 404,
    member: 'own',
  },
  desk('/desk/reconcile', LOOK),
  sent('/desk/reconcile', LOOK, 422, () => ({ month: '2026-10' })),
  { ...desk('/office/netting', ['city', 'auditor']), at: 'nothing', send: asIs('/office/netting') },
  {
    ...sent('/office/netting', ['city'], 422, () => ({})),
    at: 'nothing',
    send: () => ({ path: '/office/netting', body: { month: '2026-11' } }),
  },
  // The last two: they end the sessions.
  account('post', '/account/sessions', 303),
  open('post', '/sign-out', 303),
]
