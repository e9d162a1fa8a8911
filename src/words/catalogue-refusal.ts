/** Sentences for what is refused of a station's catalogue: what it has not, not today, not yet, and items that cannot be so. */
import type { ItemFault } from '../ledger/refusal.ts'
import { purposeText } from './entry.ts'
import { dayText, quoted } from './reading.ts'
import type { Sentences } from './refusal.ts'
import { hoursIn, placeText, whoText } from './speaker.ts'

type Both = readonly [zh: string, en: string]

export const CATALOGUE: Pick<
  Sentences,
  | 'unknown-item'
  | 'not-offered'
  | 'not-that-day'
  | 'too-young'
  | 'item-unsound'
  | 'pool-terms'
  | 'givers-unsound'
  | 'vouchers-off'
  | 'unknown-voucher'
  | 'voucher-over'
  | 'voucher-short'
  | 'voucher-by-code'
> = {
  'unknown-item': (no, _to, zh) =>
    zh
      ? `兑换目录里没有${quoted(no.item)}这一项。请从目录里选。`
      : `There is no item ${quoted(no.item)} in the catalogue. Please choose one from it.`,
  'not-offered': (no, to, zh) =>
    zh
      ? `${placeText(to, no.station)}现在不兑换这一项。请看站点的兑换目录，选别的项目。`
      : `${placeText(to, no.station)} does not offer this at present. Please choose another item of its catalogue.`,
  'not-that-day': (no, _to, zh) => {
    if (no.next === '')
      return zh ? '这一项近期没有兑换日，请问站点。' : 'It is not redeemed soon; please ask.'
    return zh
      ? `这一项 ${dayText(no.day, 'zh')} 不兑换，最近的兑换日是 ${dayText(no.next, 'zh')}。`
      : `It is not redeemed on ${dayText(no.day, 'en')}; the next day is ${dayText(no.next, 'en')}.`
  },
  'too-young': (no, to, zh) => {
    if (no.unknown)
      return zh
        ? `这一项满 ${no.least} 周岁才能兑换，${whoText(to, no.member)}还没有登记出生年月。请先在柜台登记。`
        : `This is for people of ${no.least} and over, and no birth is registered for ${whoText(to, no.member)}. Please register it at the desk first.`
    return zh
      ? `这一项满 ${no.least} 周岁才能兑换。`
      : `This is for people of ${no.least} and over.`
  },
  'pool-terms': (no, to, zh) => {
    const purpose = purposeText(no.terms, to.language)
    switch (no.what) {
      case 'purpose':
        return zh
          ? `这个公益时间池只发给“${purpose}”的人。请换用途，或换一个时间池。`
          : `This pool grants for “${purpose}” only. Please choose that, or another pool.`
      case 'until':
        return zh
          ? `这个公益时间池发放的时数最迟用到 ${dayText(no.terms, 'zh')}，请改早一些。`
          : `Hours of this pool last to ${dayText(no.terms, 'en')} at most. Please choose an earlier day.`
      case 'budget':
        return zh
          ? '预算请写 1 以上的整小时；不限就不写。'
          : 'A budget is in hours, 1 or more; leave it out where there is none.'
    }
  },
  'givers-unsound': (no, _to, zh) =>
    zh
      ? `一次可以有 2 至 ${no.most} 位志愿者一起捐，每位只写一行；现在是 ${no.count} 行。`
      : `From 2 to ${no.most} volunteers give together, each once; there are ${no.count} lines.`,
  'vouchers-off': (_no, _to, zh) =>
    zh
      ? '本市没有开放纸质时间券。可以直接预约或当场兑换。'
      : 'This city has no paper vouchers. Please book, or redeem at the counter.',
  'unknown-voucher': (_no, _to, zh) =>
    zh
      ? '没有这张时间券。请再扫一次，或对照券上的号码重新输入；还不行，请打电话问发券的站点。'
      : 'There is no such voucher. Please scan it again or type the number on it; if that fails, call the station that gave it out.',
  'voucher-over': (no, _to, zh) => {
    const day = dayText(no.day, zh ? 'zh' : 'en')
    switch (no.why) {
      case 'used':
        return zh
          ? `这张时间券 ${day} 已经用过，一张只能用一次。请把券收下；本人说没用过的，请查这一笔记录。`
          : `This voucher was used on ${day}, and each is good once. Please keep the paper; if the person has not used it, look the record up.`
      case 'returned':
        return zh
          ? `这张时间券 ${day} 已经退回，时间在本人的账上，可以直接兑换。`
          : `This voucher was given back on ${day}; the hours are with the person and can be redeemed.`
      case 'expired':
        return zh
          ? `这张时间券 ${day} 到期，时间会退回本人，可以直接兑换，或另开一张。`
          : `This voucher was good to ${day}; its hours go back to the person and can be redeemed, or a new one given out.`
    }
  },
  'voucher-short': (no, to, zh) =>
    zh
      ? `这张时间券有 ${hoursIn(to, no.has)}，这一项要 ${hoursIn(to, no.needs)}。请换一项，或不用券直接兑换。`
      : `The voucher holds ${hoursIn(to, no.has)} and this takes ${hoursIn(to, no.needs)}. Please choose another item, or redeem without the voucher.`,
  'voucher-by-code': (_no, _to, zh) =>
    zh
      ? '这是一张时间券占用的时间，请在“收时间券”里扫券办理，或在这里退回。'
      : 'These hours lie in a voucher: please redeem it by its code, or give it back here.',
  'item-unsound': (no, _to, zh) => UNSOUND[no.why][zh ? 0 : 1],
}

const UNSOUND: Readonly<Record<ItemFault, Both>> = {
  code: [
    '项目代码只用小写字母、数字和连字符，如 haircut-home。',
    'A code has small letters, digits and hyphens, as haircut-home.',
  ],
  name: ['请写项目名称，最多 40 个字。', 'Please give a name of at most 40 letters.'],
  kind: [
    '项目类型只有服务、餐食、物资和名额四种。',
    'An item is a service, a meal, a good or a place.',
  ],
  service: ['请选一个服务项目。', 'Please choose a service.'],
  price: ['请写用多少分钟，至少 1 分钟。', 'Please say how many minutes it costs, at least 1.'],
  points: [
    '时间积分是整数，价格须是整小时。',
    'Points are whole: the price must be in whole hours.',
  ],
  days: [
    '兑换日请写星期 1 至 7，或每月 1 至 31 日。',
    'Days are 1 to 7 of the week, or 1 to 31 of the month.',
  ],
  slots: ['每天名额是 1 至 1000 的整数。', 'Places a day are a whole number from 1 to 1000.'],
  age: ['年龄是 1 至 120 的整数。', 'An age is a whole number from 1 to 120.'],
  reason: ['请选这样定的原因。', 'Please choose why it is so.'],
  resolution: [
    '请写决议的编号，只用字母、数字、点和横线。',
    'Please cite the resolution by its number.',
  ],
  'goods-off': [
    '本市没有开放兑换物资，只能兑换服务、餐食和名额。如要开放，请由市级先作决定。',
    'This city does not let goods be redeemed. The city has to decide on it first.',
  ],
  'share-off': [
    '本市没有开放用时间积分抵个人餐费，或这一项不是餐食。如要开放，请由市级先作决定。',
    'This city does not let points stand for the personal share of a meal. The city has to decide on it first.',
  ],
  'share-payer': [
    '用时间积分抵个人餐费，须写明由谁付这笔钱：公益时间池（pool:代码）或慈善基金（fund:编号）。',
    'Who pays the personal share must be named: a pool (pool:code) or a fund (fund:number).',
  ],
  'share-by-hour': [
    '抵个人餐费只能按一餐计，不能按小时计。',
    'The personal share is counted by the meal, not by the hour.',
  ],
  uncounted: [
    '这一项没有计库存。物资一定要计库存，请先改成计库存。',
    'This item is not counted. Goods always are; please have it counted first.',
  ],
}
