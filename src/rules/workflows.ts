/**
 * The workflows a city begins with (统一受理、按责转办、限时办结、统一督办、统一考核).
 * Deadlines are settings: Guangzhou's 12345 has published none that could be
 * read (令191, 2022 names the steps: 接收、转派、协调、督办、审核、回访).
 */
import type { Deadline, Move, Mover, State, Workflow } from './workflow.ts'
import type { MoveNeed } from '../ledger/refusal.ts'

const workingDays = (amount: number): Deadline => ({ amount, unit: 'working-days' })
const hours = (amount: number): Deadline => ({ amount, unit: 'hours' })

const open = (zh: string, en: string, within?: Deadline): State => ({
  label: { zh, en },
  kind: 'open',
  ...(within ? { within } : {}),
})
const finished = (zh: string, en: string): State => ({ label: { zh, en }, kind: 'done' })
const ended = (zh: string, en: string): State => ({ label: { zh, en }, kind: 'ended' })
const stopped = (zh: string, en: string): State => ({
  label: { zh, en },
  kind: 'open',
  clock: 'stops',
})

const DESK: readonly Mover[] = ['orders:write']
const ABOVE: readonly Mover[] = ['orders:supervise']

const move = (
  label: readonly [zh: string, en: string],
  from: readonly string[],
  to: string,
  by: readonly Mover[],
  needs: readonly MoveNeed[] = [],
  more: Pick<Move, 'effect' | 'once'> = {},
): Move => ({
  label: { zh: label[0], en: label[1] },
  from,
  to,
  by,
  ...(needs.length > 0 ? { needs } : {}),
  ...more,
})

const CLOSED = (of: readonly string[], without: readonly string[]): Workflow['closed'] => ({
  label: { zh: '办结率', en: 'closed' },
  definition: {
    zh: '办结率 =（已办结＋已回访）÷（全部受理件 − 不予受理 − 已取消）',
    en: 'closed = (closed + called back) ÷ (all taken in − declined − cancelled)',
  },
  done: of,
  without,
})

/** What any order on its way may meet: more time once, a stop, a push from above. */
const onTheWay = (states: readonly string[]): Workflow['moves'] => ({
  extend: move(['延期', 'extend'], states, '=', DESK, ['day', 'reason', 'approval'], {
    effect: 'extend',
    once: true,
  }),
  suspend: move(['挂起', 'suspend'], states, 'suspended', DESK, ['reason']),
  resume: move(['恢复办理', 'resume'], ['suspended'], '<', DESK),
  urge: move(['催办', 'urge'], states, '=', ABOVE),
  supervise: move(['督办', 'supervise'], states, '=', ABOVE, ['day']),
})

const HELP_ON_THE_WAY = ['accepted', 'dispatched', 'signed', 'claimed']

const HELP_STATES: Workflow['states'] = {
  received: open('待受理', 'received', workingDays(1)),
  accepted: open('已受理', 'accepted', workingDays(1)),
  dispatched: open('已派单', 'dispatched', workingDays(1)),
  signed: open('待认领', 'open to volunteers', workingDays(3)),
  claimed: open('已认领', 'claimed'),
  served: open('已服务', 'served', workingDays(2)),
  closed: finished('已办结', 'closed'),
  revisited: finished('已回访', 'called back'),
  suspended: stopped('已挂起', 'suspended'),
  declined: ended('不予受理', 'declined'),
  cancelled: ended('已取消', 'cancelled'),
}

const HELP_MOVES: Workflow['moves'] = {
  accept: move(['受理', 'accept'], ['received'], 'accepted', DESK),
  decline: move(['不予受理', 'decline'], ['received'], 'declined', DESK, ['reason'], {
    effect: 'release',
  }),
  dispatch: move(['派单', 'dispatch'], ['accepted'], 'dispatched', DESK, ['place'], {
    effect: 'dispatch',
  }),
  redispatch: move(
    ['改派', 'send elsewhere'],
    ['dispatched', 'signed', 'claimed'],
    'dispatched',
    [...DESK, ...ABOVE],
    ['place', 'reason'],
    { effect: 'dispatch' },
  ),
  sign: move(['签收', 'take over'], ['dispatched'], 'signed', DESK),
  'send-back': move(['退单', 'send back'], ['dispatched'], 'accepted', DESK, ['reason']),
  claim: move(['认领', 'claim'], ['signed'], 'claimed', [...DESK, 'member'], ['claimant'], {
    effect: 'claim',
  }),
  unclaim: move(
    ['退回认领', 'give back'],
    ['claimed'],
    'signed',
    [...DESK, 'claimant'],
    ['reason'],
    { effect: 'unclaim' },
  ),
  absent: move(['没有来', 'nobody came'], ['claimed'], '=', [...DESK, 'person']),
  stranger: move(
    ['来的人不是他', 'somebody else came'],
    ['claimed', 'served'],
    '=',
    [...DESK, 'person'],
    [],
    { effect: 'incident' },
  ),
  confirm: move(
    ['确认服务完成', 'confirm'],
    ['claimed'],
    'served',
    [...DESK, 'person'],
    ['confirmation'],
    { effect: 'settle' },
  ),
  close: move(['办结', 'close'], ['signed', 'claimed', 'served'], 'closed', DESK, ['outcome'], {
    effect: 'release',
  }),
  revisit: move(['回访', 'call back'], ['closed'], 'revisited', [...DESK, 'person'], ['rating'], {
    effect: 'rate',
  }),
  redo: move(['重办', 'do it again'], ['closed', 'revisited'], 'dispatched', DESK, ['reason'], {
    effect: 'again',
  }),
  cancel: move(
    ['取消', 'cancel'],
    ['received', 'accepted', 'dispatched', 'signed', 'claimed'],
    'cancelled',
    [...DESK, 'person'],
    ['reason'],
    { effect: 'release' },
  ),
  ...onTheWay(HELP_ON_THE_WAY),
}

const help = (type: string, zh: string, en: string, clearance?: string): Workflow => ({
  type,
  version: 1,
  label: { zh, en },
  first: 'received',
  states: HELP_STATES,
  moves: HELP_MOVES,
  within: workingDays(5),
  warnAt: 80,
  ...(clearance === undefined ? {} : { clearance }),
  closed: CLOSED(['closed', 'revisited'], ['declined', 'cancelled']),
})

/**
 * The same, and nobody is left waiting: where no volunteer claims in time, a
 * provider under contract or a neighbouring station is offered. Nanjing's Gulou
 * has the care centre give what no volunteer takes (2018–19); how long to wait
 * is a setting, and no rule of a city says it.
 */
const withFallback = (first: Workflow, after: Deadline): Workflow => ({
  ...first,
  version: 2,
  states: {
    ...first.states,
    offered: open('待邻站接收', 'offered to a neighbour', workingDays(1)),
  },
  moves: {
    ...HELP_MOVES,
    provide: move(['交签约机构', 'hand to a provider'], ['signed'], 'claimed', DESK, ['contract'], {
      effect: 'provide',
    }),
    offer: move(['请邻近站点接手', 'ask a neighbour'], ['signed'], 'offered', DESK, ['place'], {
      effect: 'offer',
    }),
    take: move(['接手', 'take it'], ['offered'], 'signed', DESK, [], { effect: 'take' }),
    return: move(['退回原站', 'send it back'], ['offered'], 'signed', DESK, ['reason'], {
      effect: 'return',
    }),
    redispatch: alsoFrom('redispatch', 'offered'),
    cancel: alsoFrom('cancel', 'offered'),
    ...onTheWay([...HELP_ON_THE_WAY, 'offered']),
  },
  fallback: { state: 'signed', after, routes: ['provider', 'street', 'district'] },
})

const alsoFrom = (name: string, state: string): Move => {
  const known = HELP_MOVES[name] as Move
  return { ...known, from: [...known.from, state] }
}

/** A meal cannot wait for tomorrow. */
const DELIVERY_2 = withFallback(help('delivery', '送餐上门', 'Meal delivery'), {
  amount: 120,
  unit: 'minutes',
})

/** 送餐上门: where nobody opens, the station hears of it at once and looks after whoever lives there. */
const DELIVERY: Workflow = {
  ...DELIVERY_2,
  version: 3,
  moves: {
    ...DELIVERY_2.moves,
    'no-answer': move(['没有人开门', 'nobody opens'], ['claimed'], '=', [...DESK, 'claimant'], [], {
      effect: 'incident',
    }),
  },
}

const BOOKING_2 = withFallback(help('booking', '社区随约', 'Booking'), workingDays(1))

/**
 * 社区随约: asked for in words, it goes the way of help; of a calendar, it is
 * booked at once or waits for whoever calls off. Who did not come is neither a
 * success of the station nor a failure, and leaves the rate.
 */
const BOOKING: Workflow = {
  ...BOOKING_2,
  version: 3,
  begins: ['booked', 'waiting'],
  states: {
    ...BOOKING_2.states,
    waiting: open('候补中', 'on the waiting list'),
    booked: open('已预约', 'booked'),
    attended: finished('已到场', 'came'),
    missed: ended('未到场', 'did not come'),
  },
  moves: {
    ...BOOKING_2.moves,
    attend: move(['到场登记', 'check in'], ['booked'], 'attended', [...DESK, 'person'], [], {
      effect: 'attend',
    }),
    miss: move(['记未到场', 'did not come'], ['booked'], 'missed', DESK, [], { effect: 'miss' }),
    came: move(['更正为已到场', 'came after all'], ['missed'], 'attended', DESK),
    'move-up': move(['候补递补', 'move up'], ['waiting'], 'booked', []),
    'call-off': move(
      ['取消预约', 'call off'],
      ['booked', 'waiting'],
      'cancelled',
      [...DESK, 'person'],
      ['reason'],
      { effect: 'give-back' },
    ),
    rate: move(['评价', 'rate'], ['attended'], '=', [...DESK, 'person'], ['rating'], {
      effect: 'rate',
      once: true,
    }),
  },
  closed: {
    label: { zh: '办结率', en: 'closed' },
    definition: {
      zh: '办结率 =（已办结＋已回访＋已到场）÷（全部受理件 − 不予受理 − 已取消 − 未到场 − 候补中）',
      en: 'closed = (closed + called back + came) ÷ (all taken in − declined − cancelled − did not come − waiting)',
    },
    done: ['closed', 'revisited', 'attended'],
    without: ['declined', 'cancelled', 'missed', 'waiting'],
  },
}

/** 红棉守护: first a call that is written down, and may be closed at once. */
const HOTLINE: Workflow = {
  type: 'hotline',
  version: 1,
  label: { zh: '红棉守护来电', en: 'Hotline call' },
  first: 'received',
  states: {
    received: open('待处理', 'received', hours(24)),
    visiting: open('需上门', 'a visit is due', workingDays(2)),
    referred: open('已转介', 'referred', workingDays(5)),
    closed: finished('已办结', 'closed'),
    revisited: finished('已回访', 'called back'),
    suspended: stopped('已挂起', 'suspended'),
  },
  moves: {
    answer: move(['当场解答办结', 'answer'], ['received'], 'closed', DESK, ['outcome']),
    visit: move(['安排上门', 'send somebody'], ['received', 'referred'], 'visiting', DESK, ['day']),
    refer: move(['转介', 'refer'], ['received', 'visiting'], 'referred', DESK, ['place'], {
      effect: 'dispatch',
    }),
    close: move(['办结', 'close'], ['visiting', 'referred'], 'closed', DESK, ['outcome']),
    revisit: move(['回访', 'call back'], ['closed'], 'revisited', DESK, ['rating'], {
      effect: 'rate',
    }),
    ...onTheWay(['received', 'visiting', 'referred']),
  },
  within: workingDays(5),
  warnAt: 80,
  closed: CLOSED(['closed', 'revisited'], []),
}

/** 微心愿: claimed by anybody, a firm or a Party branch too; hours only where hours were given. */
const WISH: Workflow = {
  type: 'wish',
  version: 1,
  label: { zh: '微心愿', en: 'Micro-wish' },
  first: 'received',
  states: {
    received: open('待核实', 'to be verified', workingDays(3)),
    open: open('待认领', 'open', { amount: 30, unit: 'days' }),
    claimed: open('已认领', 'claimed', { amount: 15, unit: 'days' }),
    delivered: open('已送达', 'delivered', workingDays(5)),
    confirmed: finished('已圆梦', 'come true'),
    suspended: stopped('已挂起', 'suspended'),
    declined: ended('不予受理', 'declined'),
    cancelled: ended('已取消', 'cancelled'),
  },
  moves: {
    verify: move(['核实并公布', 'verify and publish'], ['received'], 'open', DESK),
    decline: move(['不予受理', 'decline'], ['received'], 'declined', DESK, ['reason']),
    claim: move(['认领', 'claim'], ['open'], 'claimed', [...DESK, 'member'], ['claimant'], {
      effect: 'claim',
    }),
    unclaim: move(
      ['退回认领', 'give back'],
      ['claimed'],
      'open',
      [...DESK, 'claimant'],
      ['reason'],
      {
        effect: 'unclaim',
      },
    ),
    deliver: move(['送达', 'deliver'], ['claimed'], 'delivered', [...DESK, 'claimant']),
    confirm: move(
      ['确认收到', 'confirm'],
      ['delivered'],
      'confirmed',
      [...DESK, 'person'],
      ['confirmation', 'rating'],
      { effect: 'settle' },
    ),
    cancel: move(['取消', 'cancel'], ['received', 'open', 'claimed'], 'cancelled', DESK, [
      'reason',
    ]),
    ...onTheWay(['received', 'open', 'claimed', 'delivered']),
  },
  warnAt: 80,
  closed: {
    label: { zh: '圆梦率', en: 'come true' },
    definition: {
      zh: '圆梦率 = 已圆梦 ÷（全部心愿 − 不予受理 − 已取消）',
      en: 'come true = confirmed ÷ (all − declined − cancelled)',
    },
    done: ['confirmed'],
    without: ['declined', 'cancelled'],
  },
}

const OFFICE: readonly Mover[] = ['above']

/** 投诉与申诉: answered by the station, and where that is not enough, above it. */
const COMPLAINT: Workflow = {
  type: 'complaint',
  version: 1,
  label: { zh: '投诉', en: 'Complaint' },
  first: 'received',
  states: {
    received: open('待处理', 'received', workingDays(1)),
    handling: open('处理中', 'looked into', workingDays(5)),
    answered: open('已答复', 'answered', workingDays(10)),
    appealed: open('申诉中', 'appealed', workingDays(7)),
    closed: finished('已办结', 'closed'),
    decided: finished('申诉已决定', 'appeal decided'),
    suspended: stopped('已挂起', 'suspended'),
    withdrawn: ended('已撤回', 'withdrawn'),
  },
  moves: {
    handle: move(['开始处理', 'look into it'], ['received'], 'handling', DESK),
    answer: move(['答复', 'answer'], ['handling'], 'answered', DESK, ['outcome']),
    close: move(['接受答复', 'accept the answer'], ['answered'], 'closed', [...DESK, 'person']),
    appeal: move(['不服，申诉', 'appeal'], ['answered'], 'appealed', [...DESK, 'person']),
    decide: move(['作出决定', 'decide'], ['appealed'], 'decided', OFFICE, ['outcome']),
    withdraw: move(['撤回', 'withdraw'], ['received', 'handling'], 'withdrawn', [
      ...DESK,
      'person',
    ]),
    ...onTheWay(['received', 'handling', 'appealed']),
  },
  warnAt: 80,
  closed: {
    label: { zh: '办结率', en: 'closed' },
    definition: {
      zh: '办结率 =（已办结＋申诉已决定）÷（全部投诉 − 已撤回）',
      en: 'closed = (closed + appeals decided) ÷ (all − withdrawn)',
    },
    done: ['closed', 'decided'],
    without: ['withdrawn'],
  },
}

/** 议事协商: who carries a resolution out, and by when, is part of it. */
const DELIBERATION: Workflow = {
  type: 'deliberation',
  version: 1,
  label: { zh: '议事协商', en: 'Deliberation' },
  first: 'topic',
  states: {
    topic: open('已提议题', 'topic proposed', workingDays(5)),
    noticed: open('已公示', 'notice given', { amount: 30, unit: 'days' }),
    resolved: open('已形成决议', 'resolved', workingDays(5)),
    carrying: open('执行中', 'being carried out'),
    carried: finished('已执行', 'carried out'),
    dropped: ended('未形成决议', 'not resolved'),
    unfulfilled: ended('未能执行', 'could not be carried out'),
  },
  moves: {
    notice: move(['公示议题', 'give notice'], ['topic'], 'noticed', DESK),
    opinion: move(['记录意见', 'note an opinion'], ['noticed'], '=', DESK, ['outcome']),
    resolve: move(['形成决议', 'resolve'], ['noticed'], 'resolved', DESK, ['outcome']),
    assign: move(
      ['落实执行人和期限', 'say who and by when'],
      ['resolved'],
      'carrying',
      DESK,
      ['claimant', 'day'],
      { effect: 'claim' },
    ),
    carry: move(['已执行', 'carried out'], ['carrying'], 'carried', DESK, ['outcome']),
    fail: move(['未能执行', 'could not be'], ['carrying'], 'unfulfilled', DESK, ['reason']),
    drop: move(['未形成决议', 'drop'], ['topic', 'noticed'], 'dropped', DESK, ['reason']),
    urge: move(['催办', 'urge'], ['resolved', 'carrying'], '=', ABOVE),
  },
  warnAt: 80,
  closed: {
    label: { zh: '决议执行率', en: 'carried out' },
    definition: {
      zh: '决议执行率 = 已执行 ÷（已形成决议＋执行中＋已执行＋未能执行）',
      en: 'carried out = carried out ÷ all that was resolved',
    },
    done: ['carried'],
    without: ['topic', 'noticed', 'dropped'],
  },
}

/** Since the second version residents say themselves what they think of it, while it is on notice. */
const DELIBERATION_2: Workflow = { ...DELIBERATION, version: 2, voices: ['noticed'] }

/** Something went wrong on a visit: looked into, reported to the insurance where there is a loss. */
const INCIDENT: Workflow = {
  type: 'incident',
  version: 1,
  label: { zh: '意外与安全事件', en: 'Incident' },
  first: 'reported',
  states: {
    reported: open('待处理', 'reported', hours(2)),
    handling: open('处理中', 'looked into', workingDays(5)),
    insured: open('已报保险', 'with the insurance', { amount: 60, unit: 'days' }),
    closed: finished('已办结', 'closed'),
  },
  moves: {
    handle: move(['开始处理', 'look into it'], ['reported'], 'handling', DESK),
    insure: move(['报保险', 'report to the insurance'], ['handling'], 'insured', DESK, ['number']),
    close: move(['办结', 'close'], ['handling', 'insured'], 'closed', DESK, ['outcome']),
    urge: move(['催办', 'urge'], ['reported', 'handling', 'insured'], '=', ABOVE),
  },
  warnAt: 80,
  closed: {
    label: { zh: '办结率', en: 'closed' },
    definition: { zh: '办结率 = 已办结 ÷ 全部事件', en: 'closed = closed ÷ all' },
    done: ['closed'],
    without: [],
  },
}

const HELPS = [
  help('booking', '社区随约', 'Booking'),
  help('help', '居家服务', 'Help at home', 'home'),
  help('company', '陪同外出', 'Company on the way'),
  help('delivery', '送餐上门', 'Meal delivery'),
] as const

/** Orders taken in under an earlier version go on by it, so each version stays. */
export const WORKFLOWS: readonly Workflow[] = [
  HOTLINE,
  WISH,
  ...HELPS,
  ...HELPS.map((one) => (one.type === 'delivery' ? DELIVERY_2 : withFallback(one, workingDays(1)))),
  BOOKING,
  DELIVERY,
  COMPLAINT,
  DELIBERATION,
  DELIBERATION_2,
  INCIDENT,
]
