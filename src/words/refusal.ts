/**
 * A sentence for every refusal: what is, then what is needed, and nobody is
 * blamed. The table is a switch as data: it is typed by the refusals, so one
 * without a sentence, or a sentence that misses a fact, does not compile.
 */
import type { EntryKind } from '../ledger/entry.ts'
import type { Minutes } from '../ledger/minutes.ts'
import type { Refusal, RefusalCode } from '../ledger/refusal.ts'
import { starsFor } from '../rules/city.ts'
import { isEntryKind, isRelation, kindName, reasonText, relationName } from './entry.ts'
import { dayText, hoursText, monthDayText, quoted, starName } from './reading.ts'
import { levelName, notSecondText, rejectionText, whysText } from './review.ts'
import { sheetReason } from './sheet.ts'
import { ACTIVITY } from './activity-refusal.ts'
import { CALENDAR } from './calendar-refusal.ts'
import { CATALOGUE } from './catalogue-refusal.ts'
import { ENDING } from './ending.ts'
import { FALLBACK } from './fallback-refusal.ts'
import { LOOP } from './loop-refusal.ts'
import { MEMBER_KEYS } from './member-refusal.ts'
import { OFFICE } from './office-refusal.ts'
import { PAPERS } from './papers-refusal.ts'
import { OVERSIGHT } from './oversight-refusal.ts'
import { PRIVACY } from './privacy-refusal.ts'
import { SIGN_IN } from './signin-refusal.ts'
import type { Speaker } from './speaker.ts'
import { hoursIn, listed, ownerText, placeText, reviewerText, whoText } from './speaker.ts'

export type { Speaker } from './speaker.ts'

type Told<Code extends RefusalCode> = Extract<Refusal, { readonly code: Code }>

export type Sentences = {
  readonly [Code in RefusalCode]: (no: Told<Code>, to: Speaker, zh: boolean) => string
}

export function sentence(refusal: Refusal, speaker: Speaker): string {
  const say = SENTENCES[refusal.code] as (no: Refusal, to: Speaker, zh: boolean) => string
  return say(refusal, speaker, speaker.language === 'zh')
}

/** What stands, what is added, what that makes: "已记 5 小时，再记 5 小时共 10 小时". */
function sum(
  no: { readonly stands: Minutes; readonly adds: Minutes },
  to: Speaker,
  done: string,
): string {
  const [stands, adds] = [hoursIn(to, no.stands), hoursIn(to, no.adds)]
  const all = hoursIn(to, no.stands + no.adds)
  if (to.language === 'zh') return `已${done} ${stands}，再${done} ${adds}共 ${all}`
  return `${stands} ${done}; ${adds} more would make ${all}`
}

const SENTENCES: Sentences = {
  ...SIGN_IN,
  ...PRIVACY,
  ...PAPERS,
  ...MEMBER_KEYS,
  ...OFFICE,
  ...LOOP,
  ...FALLBACK,
  ...ACTIVITY,
  ...CALENDAR,
  ...CATALOGUE,
  ...OVERSIGHT,
  ...ENDING,
  'id-taken': (_, _to, zh) =>
    zh
      ? '这张表单的编号已经用过，内容与上次不同。请回到页面，用新的表单再填一次。'
      : 'The number of this form was used before, with other contents. Please open a new form and fill it in again.',
  'short-of-hours': (no, to, zh) =>
    zh
      ? `${ownerText(to, no.account)}时间不够：现有 ${hoursIn(to, no.has)}，需要 ${hoursIn(to, no.needs)}。`
      : `${ownerText(to, no.account)}Not enough time: ${hoursIn(to, no.has)} available, ${hoursIn(to, no.needs)} needed.`,
  'needs-approval': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}${monthDayText(no.servedOn, 'zh')} ${sum(no, to, '记')}，超过 ${hoursIn(to, no.most)}，须由${reviewerText(to, no.stands + no.adds)}。请先办预约，服务完成后再确认，时数会报请复核。`
      : `${whoText(to, no.member)}, ${monthDayText(no.servedOn, 'en')}: ${sum(no, to, 'recorded')}, above ${hoursIn(to, no.most)}. It needs a review by ${reviewerText(to, no.stands + no.adds)}. Please book it first and complete it after the service; the hours are then sent for review.`,
  'clerk-month': (no, to, zh) =>
    zh
      ? `同一经办人 ${no.month} ${no.who.includes('/') ? '为这位志愿者' : ''}${sum(no, to, '记')}，超过 ${hoursIn(to, no.most)}，须由另一位复核。`
      : `One clerk in ${no.month}${no.who.includes('/') ? ', for this volunteer' : ''}: ${sum(no, to, 'recorded')}, above ${hoursIn(to, no.most)}. Somebody else has to look at it.`,
  'day-too-long': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}${monthDayText(no.servedOn, 'zh')} ${sum(no, to, '记')}（含待复核的），一天只有 24 小时。请核对日期和时数。`
      : `${whoText(to, no.member)}, ${monthDayText(no.servedOn, 'en')}: ${sum(no, to, 'recorded')} with what waits for review; a day has 24 hours. Please check the day and the hours.`,
  'over-cap': (no, to, zh) => {
    const [has, adds] = [hoursIn(to, no.stands), hoursIn(to, no.adds)]
    const [all, most] = [hoursIn(to, no.stands + no.adds), hoursIn(to, no.most)]
    return zh
      ? `${whoText(to, no.member)}现有 ${has}，再加 ${adds}共 ${all}，超过每人上限 ${most}。可先兑换或捐赠一部分，再来办理。`
      : `${whoText(to, no.member)} has ${has}; ${adds} more would make ${all}, above the most one person may keep, ${most}. Some can be redeemed or donated first.`
  },
  'below-gate': (no, to, zh) => {
    const star = starsFor(to.rules, no.needs)
    const named = to.rules.stars[star - 1] === no.needs ? starName(star, to.language) : ''
    const missing = hoursIn(to, no.needs - no.served)
    return zh
      ? `${whoText(to, no.member)}累计服务 ${hoursIn(to, no.served)}，满 ${hoursIn(to, no.needs)}${named && `（${named}）`}即可兑换，还差 ${missing}。`
      : `${whoText(to, no.member)}: ${hoursIn(to, no.served)} served. Redeeming opens at ${hoursIn(to, no.needs)}${named && ` (${named})`}; ${missing} to go.`
  },
  'over-budget': (no, to, zh) =>
    zh
      ? `${budgetText(no.budget, to)}关爱时数${sum(no, to, '发放')}，超过额度 ${hoursIn(to, no.most)}。请减少时数，或等额度调整后再办。`
      : `Care hours of ${budgetText(no.budget, to)}: ${sum(no, to, 'granted')}, above the budget of ${hoursIn(to, no.most)}. Please grant fewer, or wait until the budget is raised.`,
  'shortfall-moved': (no, to, zh) =>
    zh
      ? `${ownerText(to, no.account)}待追回时数刚刚有变动，请再提交一次。`
      : `${ownerText(to, no.account)}The hours to be made up have just changed. Please send the form once more.`,
  overlap: (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}${monthDayText(no.servedOn, 'zh')} ${no.with.from}—${no.with.to} 已有服务记录，与这次的 ${no.from}—${no.to} 重叠。请核对签到签退时间。`
      : `${whoText(to, no.member)} already has a service on ${monthDayText(no.servedOn, 'en')} from ${no.with.from} to ${no.with.to}, which overlaps ${no.from} to ${no.to}. Please check the sign-in and sign-out times.`,
  'unknown-entry': (no, _to, zh) =>
    zh
      ? `没有找到编号 ${no.entry} 的记录，请核对回执上的编号。`
      : `There is no record ${no.entry}. Please check the number on the receipt.`,
  'already-closed': (no, _to, zh) =>
    zh
      ? `这条记录（${no.entry}）已经办结，见 ${no.by}。一条记录只能办结一次。`
      : `This record (${no.entry}) has been closed already, by ${no.by}. A record is closed once.`,
  'stale-row': (_, _to, zh) =>
    zh
      ? '这项资料刚刚有更新，请刷新页面，看过新的内容再办理。'
      : 'These details have just been changed. Please reload the page, look at what is new, and go on.',
  'day-closed': (no, to, zh) =>
    zh
      ? `${placeText(to, no.station)} ${dayText(no.day, 'zh')} 已经日结，不用再结。后来为这一天记的，会列在日结之后。`
      : `${placeText(to, no.station)} has closed ${dayText(no.day, 'en')} already. What is recorded for that day later is listed after the close.`,
  'group-refused': (no, _to, zh) =>
    zh
      ? `同一批的第 ${no.row + 1} 条暂不能办理，整批都没有记入。改好后请整批再提交。`
      : `Item ${no.row + 1} of the same batch could not be recorded, so none was. Please correct it and send the whole batch again.`,
  'unknown-member': (no, _to, zh) =>
    zh
      ? `没有找到${quoted(no.member)}这位志愿者，请按编号、电话尾号或姓名再找一次。`
      : `No volunteer was found for ${quoted(no.member)}. Please search again by number, end of phone number or name.`,
  'unknown-station': (no, _to, zh) =>
    zh
      ? `没有编码为${quoted(no.station)}的服务站点，或者它不归您办理。请核对站点编码。`
      : `There is no station ${quoted(no.station)}, or it is not yours to act for. Please check its code.`,
  'unknown-organisation': (no, _to, zh) =>
    zh
      ? `没有编码为${quoted(no.organisation)}的组织，请核对组织编码。`
      : `There is no organisation ${quoted(no.organisation)}. Please check its code.`,
  'unknown-service': (no, _to, zh) =>
    zh
      ? `没有编码为${quoted(no.service)}的服务项目，请从列表中选择。`
      : `There is no service ${quoted(no.service)}. Please choose one from the list.`,
  'unknown-pool': (no, _to, zh) =>
    zh
      ? `没有编码为${quoted(no.pool)}的公益时间池，请从列表中选择。`
      : `There is no time pool ${quoted(no.pool)}. Please choose one from the list.`,
  'not-allowed': (no, to, zh) => {
    const act = actName(no.act, to)
    return zh
      ? `您的岗位暂不能办理${act ? `“${act}”` : '这项业务'}，请由站点负责人或市级管理员办理。`
      : `This${act && ` (${act})`} is not part of your duties. The head of the station or the city office can do it.`
  },
  'station-without-organisation': (no, to, zh) =>
    zh
      ? `${placeText(to, no.station)} ${dayText(no.day, 'zh')} 没有登记承办组织，请先补登承办期。`
      : `No organisation is registered as running ${placeText(to, no.station)} on ${dayText(no.day, 'en')}. Please register its term first.`,
  'minutes-out-of-range': (no, _to, zh) =>
    zh
      ? `填写的是 ${hoursText(no.minutes, 'zh')}，一次须在 ${hoursText(no.least, 'zh')}到 ${hoursText(no.most, 'zh')}之间。`
      : `${hoursText(no.minutes, 'en')} was given; it must be from ${hoursText(no.least, 'en')} to ${hoursText(no.most, 'en')} at a time.`,
  'minutes-beyond-span': (no, _to, zh) =>
    zh
      ? `填写的是 ${hoursText(no.minutes, 'zh')}，签到到签退只有 ${hoursText(no.span, 'zh')}。请核对时数和签到签退时间。`
      : `${hoursText(no.minutes, 'en')} was given, but only ${hoursText(no.span, 'en')} lie between signing in and signing out. Please check both.`,
  'minutes-off-step': (no, _to, zh) =>
    zh
      ? `填写的是 ${hoursText(no.minutes, 'zh')}，时数须是 ${hoursText(no.step, 'zh')}的整倍数。`
      : `${hoursText(no.minutes, 'en')} was given; it must be a multiple of ${hoursText(no.step, 'en')}.`,
  'not-whole-points': (no, to, zh) =>
    zh
      ? `填写的是 ${hoursText(no.minutes, 'zh')}，兑换须用整数${to.rules.words.point.zh}（每 ${hoursText(no.point, 'zh')}计 1 个），余下的时间仍留在账上。`
      : `${hoursText(no.minutes, 'en')} was given. Redeeming is in whole ${to.rules.words.point.en}, one for each ${hoursText(no.point, 'en')}; what is left over stays yours.`,
  'day-in-future': (no, _to, zh) =>
    zh
      ? `${dayText(no.day, 'zh')} 还没有到，现在不能办理（今天是 ${dayText(no.today, 'zh')}）。请核对日期。`
      : `${dayText(no.day, 'en')} is too far ahead; today is ${dayText(no.today, 'en')}. Please check the day.`,
  'day-before-start': (no, to, zh) => {
    const early = no.start === to.rules.began
    return zh
      ? `${dayText(no.day, 'zh')} 早于可以办理的第一天 ${dayText(no.start, 'zh')}，请核对日期。${early ? '更早的时数，请按期初累计服务时数导入。' : ''}`
      : `${dayText(no.day, 'en')} is before the first day possible, ${dayText(no.start, 'en')}. Please check the day.${early ? ' Earlier hours are brought in as hours brought forward.' : ''}`
  },
  'day-unreadable': (no, _to, zh) =>
    zh
      ? `${quoted(no.day)}读不出日期，请写成 2026-11-21。`
      : `${quoted(no.day)} could not be read as a day. Please write it as 2026-11-21.`,
  'month-unreadable': (no, _to, zh) =>
    zh
      ? `${quoted(no.month)}读不出月份，请写成 2026-11。`
      : `${quoted(no.month)} could not be read as a month. Please write it as 2026-11.`,
  'month-not-over': (no, _to, zh) =>
    zh
      ? `${no.month} 还没有过完，${dayText(no.last, 'zh')} 起可以确认对账结果。现在可以先核对、先处理。`
      : `${no.month} is not over. The result can be signed off from ${dayText(no.last, 'en')} on; checking and correcting is possible now.`,
  'books-differ': (no, _to, zh) =>
    zh
      ? `两本账还有 ${no.open} 处差异没有处理。请先逐条处理；暂时处理不了的，选一个原因再确认。`
      : `The two books still differ in ${no.open} places. Please handle them first, or choose a reason and sign off with them open.`,
  'beneficiary-not-allowed': (no, to, zh) => {
    const names = to.rules.beneficiaries.map((one) => relationName(one, to.language))
    const given = isRelation(no.relation) ? relationName(no.relation, to.language) : no.relation
    return zh
      ? `积分可以为${listed(names, 'zh')}兑换，填写的是${quoted(given)}。请核对与服务对象的关系。`
      : `Points may be redeemed for ${listed(names, 'en')}; ${quoted(given)} was given. Please check the relation.`
  },
  'witness-missing': (no, _to, zh) => {
    const given = no.witness === '' ? '' : quoted(no.witness)
    return zh
      ? `${given && `${given}不是本站另一位在岗的工作人员。`}认定方式选“第二名工作人员见证”的，请写明是哪一位，不能是经办人自己。`
      : `${given && `${given} is no other member of staff at work here. `}Where a second member of staff is the witness, please say who; it cannot be whoever records.`
  },
  'to-oneself': (_, _to, zh) =>
    zh
      ? '给出时间和得到时间的是同一个人，请选择另一位。'
      : 'The one who gives and the one who receives are the same person. Please choose somebody else.',
  'own-hours': (_, _to, zh) =>
    zh
      ? '不能给自己记时数，请由另一位工作人员办理。'
      : 'Hours cannot be recorded for oneself. Please ask another member of staff.',
  'relatives-hours': (_, _to, zh) =>
    zh
      ? '这位是您申报过的亲属，请由另一位工作人员办理。'
      : 'This is a relative you have declared. Please ask another member of staff.',
  'not-over-yet': (no, _to, zh) =>
    zh
      ? `${monthDayText(no.servedOn, 'zh')} ${no.to} 还没有到，服务结束后再记。`
      : `It is not ${no.to} on ${monthDayText(no.servedOn, 'en')} yet. Please record the service when it is over.`,
  'waits-for-review': (no, _to, zh) =>
    zh
      ? `已报${levelName(no.level, 'zh')}复核（${whysText(no.why, 'zh')}），${monthDayText(no.due, 'zh')}前答复。复核通过即记入，不用再提交。`
      : `Sent for review to ${levelName(no.level, 'en')} (${whysText(no.why, 'en')}), to be answered by ${monthDayText(no.due, 'en')}. Once approved it is recorded; nothing more is needed.`,
  'needs-review': (no, _to, zh) =>
    zh
      ? `这一条须先由${levelName(no.level, 'zh')}复核（${whysText(no.why, 'zh')}），整批须一次记入，所以都没有记。请把这一条单独提交。`
      : `This one has to be reviewed first by ${levelName(no.level, 'en')} (${whysText(no.why, 'en')}), and the batch is to be recorded as a whole, so nothing was. Please send this one by itself.`,
  'review-rejected': (no, _to, zh) =>
    zh
      ? `复核没有通过：${rejectionText(no.reason, 'zh')}。请核实后用新的表单再提交。`
      : `The review said no: ${rejectionText(no.reason, 'en')}. Please check, and send a new form.`,
  'unknown-review': (no, _to, zh) =>
    zh
      ? `没有找到编号 ${no.review} 的复核事项，或者它不归您复核。`
      : `There is no review ${no.review}, or it is not yours to answer.`,
  'review-decided': (no, _to, zh) =>
    zh
      ? `这件事已经复核过，${no.verdict === 'approved' ? '已通过' : '已驳回'}。`
      : `This has been reviewed already and was ${no.verdict}.`,
  'review-changed': (_, _to, zh) =>
    zh
      ? '内容与刚才看到的不一样，没有通过。请重新打开，看过新的内容再复核。'
      : 'This is not what you were shown, so it was not approved. Please open it again and look at what it says now.',
  'not-second-person': (no, to) => notSecondText(no.why, to.language),
  'review-level': (no, _to, zh) =>
    zh
      ? `这件事须由${levelName(no.level, 'zh')}复核${no.escalated ? '（已经上报）' : ''}，您不用再办理。`
      : `This is for ${levelName(no.level, 'en')}${no.escalated ? ' now' : ''}; nothing more is needed of you.`,
  'not-a-hold': (no, _to, zh) =>
    zh
      ? `编号 ${no.entry} 的记录不是预约，不能确认完成或取消。请核对纸条上的编号。`
      : `Record ${no.entry} is not a booking, so it can be neither completed nor cancelled. Please check the number on the slip.`,
  'cannot-reverse': (no, _to, zh) => {
    const kind = isEntryKind(no.kind) ? kindName(no.kind, zh ? 'zh' : 'en') : no.kind
    if (zh) {
      const way = no.kind === 'hold' ? '请改办“取消预约”' : '需要调整的，请另记一笔'
      return `编号 ${no.entry} 的记录是“${kind}”，不能更正。${way}。`
    }
    const way =
      no.kind === 'hold'
        ? 'Please cancel the booking instead'
        : 'Please record what is missing as a new one'
    return `Record ${no.entry} is of a kind (${kind}) that cannot be corrected. ${way}.`
  },
  'reason-unknown': (no, to, zh) => {
    const reasons = to.rules.reversalReasons.map((one) => reasonText(one, to.language))
    return zh
      ? `更正原因${quoted(no.reason)}不在列表中，请从这些里选：${listed(reasons, 'zh')}。`
      : `The reason ${quoted(no.reason)} is not on the list. Please choose one: ${listed(reasons, 'en')}.`
  },
  'group-too-large': (no, _to, zh) =>
    zh
      ? `这一批有 ${no.size} 条，一批最多 ${no.most} 条。请分成几批提交。`
      : `There are ${no.size} items in this batch; the most is ${no.most}. Please send it in parts.`,
  'grant-dates': (no, _to, zh) =>
    zh
      ? `关爱时数写的是 ${dayText(no.until, 'zh')} 前使用，截止日期须在今天之后。请改一个日期。`
      : `The care hours are to be used by ${dayText(no.until, 'en')}; that day must be after today. Please choose another.`,
  'nothing-granted': (no, to, zh) =>
    zh
      ? `${whoText(to, no.member)}现在没有可用的关爱时数。`
      : `${whoText(to, no.member)} has no care hours to use at present.`,
  'name-unreadable': (no, _to, zh) =>
    zh
      ? `${quoted(no.name)}读不出姓名，请按身份证件填写。`
      : `${quoted(no.name)} could not be read as a name. Please write it as on the identity card.`,
  'phone-unreadable': (no, _to, zh) =>
    zh
      ? `${quoted(no.phone)}读不出电话，请写 11 位手机号，或带区号的座机号。`
      : `${quoted(no.phone)} could not be read as a phone number. Please write 11 digits, or a landline with its area code.`,
  'pin-unreadable': (_, _to, zh) =>
    zh
      ? '密码 PIN 须是 6 位数字，避开连号和同一个数字。'
      : 'The PIN must be 6 digits; please avoid digits in a row or all the same.',
  'person-exists': (no, to, zh) =>
    zh
      ? `${to.name?.(no.member) ?? '这个人'} 已经登记过，不用再登记，请直接在“找人”里查找。`
      : `${to.name?.(no.member) ?? 'This person'} is registered already. Please look them up instead.`,
  'number-taken': (no, to, zh) =>
    zh
      ? `${codeName(no.kind, to)} ${no.number} 已登记在另一个人名下，请核对号码。`
      : `The ${codeName(no.kind, to)} ${no.number} belongs to somebody else already. Please check it.`,
  'person-ambiguous': (no, _to, zh) =>
    zh
      ? `有 ${no.members.length} 个人都符合，请再用电话尾号或编号确认是哪一位。`
      : `${no.members.length} people match. Please tell them apart by the end of the phone number or by their number.`,
  'login-taken': (no, _to, zh) =>
    zh
      ? `登录名${quoted(no.login)}已有人使用，请换一个。`
      : `The login ${quoted(no.login)} is in use. Please choose another.`,
  'code-unreadable': (no, to, zh) =>
    zh
      ? `${quoted(no.given)}读不出${codeName(no.what, to)}，请核对后再填。`
      : `${quoted(no.given)} could not be read as a ${codeName(no.what, to)}. Please check it.`,
  'sheet-refused': (no, to, zh) =>
    zh
      ? `这张表暂不能导入${no.at && `（${no.at}）`}：${sheetReason(no.fault, to.language)}`
      : `This sheet cannot be taken in${no.at && ` (${no.at})`}: ${sheetReason(no.fault, to.language)}`,
  'no-room': (no, _to, zh) => {
    if (zh)
      return `系统存储${no.why === 'full' ? '空间已满' : '现在不能写入'}，这次没有记入。请告知系统管理员；恢复后照原样再提交，不会重复记。`
    const state = no.why === 'full' ? 'is full' : 'cannot be written just now'
    return `The system’s disk ${state}, so nothing was recorded. Please tell whoever runs it, and send the same again afterwards: nothing is recorded twice.`
  },
  busy: (no, _to, zh) =>
    zh
      ? `现在办理的人多，请等 ${no.retryAfter} 秒再提交。已填的内容还在，不会重复记。`
      : `Many people are at it just now. Please send again in ${no.retryAfter} s; nothing is lost, and nothing is recorded twice.`,
}

/** What a token or a member of staff may do is named like "credits:write". */
const ACTS: Readonly<Record<string, EntryKind>> = {
  credits: 'credit',
  transfers: 'transfer',
  grants: 'grant',
  bookings: 'hold',
  redemptions: 'redeem',
  reversals: 'reverse',
  balances: 'opening',
}

function actName(act: string, to: Speaker): string {
  const [noun = '', how] = act.split(':')
  if (how === 'read') return ''
  const kind = Object.hasOwn(ACTS, noun) ? ACTS[noun] : isEntryKind(noun) ? noun : undefined
  return kind === undefined ? '' : kindName(kind, to.language)
}

function budgetText(budget: string, to: Speaker): string {
  return budget === 'city' ? to.rules.city.name[to.language] : placeText(to, budget)
}

const CODES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  station: ['站点编码', 'station code'],
  organisation: ['组织编码', 'organisation code'],
  area: ['区划代码', 'area code'],
  activity: ['活动编号', 'activity code'],
  creditCode: ['统一社会信用代码', 'unified social credit code'],
  team: ['队伍编号', 'team code'],
  name: ['名称', 'name'],
  type: ['类型', 'type'],
  head: ['负责人', 'head'],
  handler: ['经办人', 'handler'],
  service: ['服务项目编码', 'service code'],
  pool: ['时间池编码', 'pool code'],
  number: ['志愿者编号', 'volunteer number'],
  card: ['卡号', 'card number'],
  phone: ['电话', 'phone number'],
  entry: ['记录编号', 'record number'],
  login: ['登录名', 'login'],
  role: ['岗位', 'role'],
  scope: ['权限', 'scope'],
  born: ['出生年月', 'date of birth'],
  relation: ['监护关系', 'relation of the guardian'],
  paper: ['同意书', 'paper of consent'],
  reason: ['原因', 'reason'],
  left: ['剩余时数的处理', 'way for the hours that are left'],
  evidence: ['凭据编号', 'evidence hash'],
  url: ['网址（要以 https:// 开头）', 'web address (it begins with https://)'],
  email: ['邮箱', 'e-mail address'],
  mobile: ['11 位手机号', 'mobile number of 11 digits'],
}

/** Outside numbers are called by the system that gave them. */
function codeName(what: string, to: Speaker): string {
  const known = Object.hasOwn(CODES, what) ? CODES[what] : undefined
  if (known) return known[to.language === 'zh' ? 0 : 1]
  return to.language === 'zh' ? '编号' : 'number'
}
