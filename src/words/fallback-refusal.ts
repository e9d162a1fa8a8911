/** Sentences for what is refused where nobody claimed an order, and of care that is paid for. */
import type { ContractFault } from '../ledger/refusal.ts'
import type { Sentences } from './refusal.ts'
import { dayText, timeText } from './reading.ts'
import { hoursIn, placeText } from './speaker.ts'

type Both = readonly [zh: string, en: string]

export const FALLBACK: Pick<
  Sentences,
  | 'fallback-not-yet'
  | 'not-a-neighbour'
  | 'unknown-contract'
  | 'contract-unsound'
  | 'contract-overlaps'
  | 'contract-not-in-force'
  | 'contract-other'
  | 'package-used-up'
  | 'paid-care'
  | 'not-by-provider'
  | 'unknown-visit'
  | 'visit-overlaps'
> = {
  'fallback-not-yet': (no, _to, zh) => {
    if (no.at === 0)
      return zh
        ? '这张工单没有在等人认领，不用转兜底。'
        : 'This order does not wait for anybody to claim it.'
    return zh
      ? `志愿者还可以认领，到 ${timeText(no.at, 'zh')} 没有人认领再转兜底。`
      : `Volunteers may still claim it. If nobody has by ${timeText(no.at, 'en')}, it can be handed on.`
  },
  'not-a-neighbour': (no, to, zh) => {
    const station = placeText(to, no.station)
    return zh
      ? `不能请 ${station} 接手：${NEIGHBOURS[no.why][0]}。请从列出的站点中选。`
      : `${station} cannot be asked: ${NEIGHBOURS[no.why][1]}. Please choose one of those listed.`
  },
  'unknown-contract': (no, _to, zh) =>
    zh
      ? `没有合同号为“${no.contract}”的服务合同，或者它不归您办理。请核对合同号。`
      : `There is no contract “${no.contract}”, or it is not yours to act for. Please check its number.`,
  'contract-unsound': (no, _to, zh) => {
    const given = no.given === '' ? '' : zh ? `（${no.given}）` : ` (${no.given})`
    return zh
      ? `服务合同${CONTRACTS[no.why][0]}${given}。`
      : `The contract: ${CONTRACTS[no.why][1]}${given}.`
  },
  'contract-overlaps': (no, _to, zh) =>
    zh
      ? `这位长者的床位在 ${dayText(no.from, 'zh')}至${dayText(no.until, 'zh')}已有合同 ${no.contract}。请先结束那份合同，或改日期。`
      : `This person’s bed is under contract ${no.contract} from ${dayText(no.from, 'en')} to ${dayText(no.until, 'en')}. Please end that one first, or change the days.`,
  'contract-not-in-force': (no, _to, zh) =>
    zh
      ? `合同 ${no.contract} 的期限是 ${dayText(no.from, 'zh')}至${dayText(no.until, 'zh')}，不含${dayText(no.day, 'zh')}。请换一份有效的合同，或核对日期。`
      : `Contract ${no.contract} holds from ${dayText(no.from, 'en')} to ${dayText(no.until, 'en')}, which leaves out ${dayText(no.day, 'en')}. Please choose one in force, or check the day.`,
  'contract-other': (no, _to, zh) =>
    zh
      ? `合同 ${no.contract} ${OTHERS[no.why][0]}。请换一份合同。`
      : `Contract ${no.contract} ${OTHERS[no.why][1]}. Please choose another.`,
  'package-used-up': (no, to, zh) => {
    const [stands, adds] = [hoursIn(to, no.stands), hoursIn(to, no.adds)]
    const most = hoursIn(to, no.most)
    return zh
      ? `合同 ${no.contract} 每月 ${most}，${no.month} 已服务 ${stands}，再记 ${adds}就超了。合同约定超出的不记录，请核对时数。`
      : `Contract ${no.contract} has ${most} a month; ${stands} of ${no.month} are served, and ${adds} more would go beyond it. By the contract that is not recorded; please check the hours.`
  },
  'paid-care': (_no, _to, zh) =>
    zh
      ? '这张工单由签约机构有偿服务，按合同结算，不占用、不扣除也不记录志愿服务时数。'
      : 'A provider is paid for this order by contract: no volunteer hours are held, taken or recorded for it.',
  'not-by-provider': (_no, _to, zh) =>
    zh
      ? '这张工单不是签约机构在办，不能记有偿服务。请先交给签约机构。'
      : 'No provider has this order, so no paid visit can be recorded. Please hand it to one first.',
  'visit-overlaps': (no, _to, zh) =>
    zh
      ? `${dayText(no.day, 'zh')} ${no.from}—${no.to} 已有这份合同的上门记录，时间重叠。请核对时间，不要重复记。`
      : `There is a visit under this contract on ${dayText(no.day, 'en')} from ${no.from} to ${no.to} already. Please check the time, so that nothing is recorded twice.`,
  'unknown-visit': (no, _to, zh) =>
    zh
      ? `没有找到有偿服务记录 ${no.visit}，或者它已经更正过。请打开最新的记录再更正。`
      : `There is no record ${no.visit} of a paid visit, or it was corrected already. Please open the newest.`,
}

const NEIGHBOURS: Readonly<Record<'same' | 'far' | 'service' | 'returned' | 'closed', Both>> = {
  same: ['工单就在这个站点', 'the order lies there already'],
  far: ['它不在同一街道或同一区', 'it is in no street or district of the order’s'],
  service: ['它不做这项服务', 'it does not do this service'],
  returned: ['它已经退回过这张工单', 'it has sent this order back'],
  closed: ['它今天没有承办机构', 'nobody runs it today'],
}

const CONTRACTS: Readonly<Record<ContractFault, Both>> = {
  number: [
    '的合同号已有，或写法不对，只能用字母、数字和 - . _',
    'its number is taken, or has other signs than letters, digits and - . _',
  ],
  provider: [
    '的服务机构不在组织名册里，请先登记组织，再填统一社会信用代码',
    'its provider is not in the directory of organisations; please enter it there first',
  ],
  kind: ['的类别请从列表中选择', 'please choose its kind from the list'],
  services: ['的服务项目请从列表中选择', 'please choose its services from the list'],
  days: [
    '的起止日期不对：结束不早于开始，也不早于今天',
    'its days are wrong: the last is not before the first, nor before today',
  ],
  minutes: [
    '的每月时数要大于零，且不超过一个月',
    'its hours a month are more than none and no more than a month has',
  ],
  over: [
    '超出套餐怎么办，请从列表中选择',
    'please choose what becomes of hours beyond the package',
  ],
  member: [
    '：床位套餐要填长者编号，兜底服务商不填',
    'a bed’s package names the person, a provider of last resort nobody',
  ],
}

const OTHERS: Readonly<Record<'service' | 'place' | 'person', Both>> = {
  service: ['不含这项服务', 'is of other services'],
  place: ['不服务这个站点', 'serves other places'],
  person: ['是另一位长者的床位', 'is of another person’s bed'],
}
