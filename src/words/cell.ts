/**
 * What is wrong in one cell of a sheet and how to write it instead; and what
 * the books answer about a row once it was read.
 */
export interface CellFacts {
  /** In quotation marks, or "这一格" where there is nothing to quote. */
  readonly value: string
  readonly other: string
  readonly expected: string
}

/** A sentence of each fault, from what stands in the cell; the place is put before it. */
export const CELLS = {
  'person-missing': (_, zh) =>
    zh
      ? '这一行没有写是谁，请填姓名，或志愿者编号、电话。'
      : 'it does not say who. Please give a name, a volunteer number or a phone number.',
  'name-missing': (_, zh) => (zh ? '没有姓名，请补上。' : 'the name is missing. Please add it.'),
  'name-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出姓名，请按身份证件填写。`
      : `${it.value} could not be read as a name. Please write it as on the identity card.`,
  'number-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出志愿者编号，请核对，只用字母和数字。`
      : `${it.value} could not be read as a volunteer number. Please check it: letters and digits only.`,
  'number-imprecise': (it, zh) =>
    zh
      ? `${it.value}是长数字，Excel 可能已丢了后几位。请把这一列设为文本，再重新填写。`
      : `${it.value} is a long number and may have lost its last digits in Excel. Please format the column as text and type it again.`,
  'phone-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出电话，请写 11 位手机号。`
      : `${it.value} could not be read as a phone number. Please write all 11 digits.`,
  'tail-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出后四位，请写 4 位。`
      : `${it.value} could not be read. Please write the last 4 characters.`,
  'date-missing': (_, zh) =>
    zh
      ? '没有服务日期，请补上，如 2026-11-21。'
      : 'the day is missing. Please add it, like 2026-11-21.',
  'date-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出日期，请写成 2026-11-21。`
      : `${it.value} could not be read as a day. Please write it as 2026-11-21.`,
  'date-ambiguous': (it, zh) =>
    zh
      ? `${it.value}分不清年月日的先后，请写成 2026-11-21。`
      : `${it.value} may mean more than one day. Please write it as 2026-11-21.`,
  'date-in-future': (it, zh) =>
    zh
      ? `${it.value}还没有到，请核对日期。`
      : `${it.value} has not come yet. Please check the day.`,
  'dates-disagree': (it, zh) =>
    zh
      ? `${it.value}与同一行的另一个日期不一致，请核对。`
      : `${it.value} disagrees with another day in the same row. Please check both.`,
  'dates-crossed': (it, zh) =>
    zh
      ? `${it.value}早于开始日期，请核对起止日期。`
      : `${it.value} is before the first day. Please check both days.`,
  'time-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出时间，请写成 09:00。`
      : `${it.value} could not be read as a time. Please write it as 09:00.`,
  'times-crossed': (it, zh) =>
    zh
      ? `${it.value}：签退早于签到，请核对签到签退时间。`
      : `${it.value}: the sign-out is before the sign-in. Please check both times.`,
  'sign-in-missing': (_, zh) =>
    zh ? '有签退没有签到，请补上签到时间。' : 'there is a sign-out but no sign-in. Please add it.',
  'sign-out-missing': (_, zh) =>
    zh ? '有签到没有签退，请补上签退时间。' : 'there is a sign-in but no sign-out. Please add it.',
  'hours-missing': (_, zh) =>
    zh
      ? '没有服务时数，请补上，或补上签到签退时间。'
      : 'the hours are missing. Please add them, or the times of sign-in and sign-out.',
  'hours-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不懂，请写成 3 或 3:00。`
      : `${it.value} could not be read. Please write 3 or 3:00.`,
  'hours-zero': (_, zh) =>
    zh
      ? '时数是 0，没有可记的，请核对。'
      : 'the hours are 0, so there is nothing to record. Please check.',
  'hours-negative': (it, zh) =>
    zh
      ? `${it.value}小于 0，请写正数；要减少的请办更正。`
      : `${it.value} is below 0. Please write a positive number; to take hours back, make a correction.`,
  'hours-too-long': (it, zh) =>
    zh
      ? `${it.value}超过一次能记的时长，请核对，或分天填写。`
      : `${it.value} is longer than one record may be. Please check it, or write each day on its own.`,
  'hours-not-whole-minutes': (it, zh) =>
    zh
      ? `${it.value}不是整分钟，请写成 2:50 这样的时分。`
      : `${it.value} is not a whole number of minutes. Please write it like 2:50.`,
  'minutes-out-of-range': (it, zh) =>
    zh
      ? `${it.value}不在一次能记的范围内，请核对。`
      : `${it.value} is outside what one record may hold. Please check it.`,
  'hours-disagree': (it, zh) =>
    zh
      ? `${it.value}与推算的 ${it.expected} 不一致，请核对哪一个对。`
      : `${it.value} disagrees with ${it.expected} worked out from the rest of the row. Please check which is right.`,
  'hours-beyond-times': (it, zh) =>
    zh
      ? `${it.value}多于签到到签退之间的 ${it.expected}，请改成不超过这个数，或核对签到签退时间。`
      : `${it.value} is more than the ${it.expected} between signing in and out. Please write no more than that, or check the times.`,
  'meal-unreadable': (it, zh) =>
    zh
      ? `${it.value}看不出是哪一餐，请写早餐、午餐或晚餐。`
      : `${it.value} is no meal. Please write breakfast, lunch or dinner.`,
  'count-unreadable': (it, zh) =>
    zh
      ? `${it.value}不是份数，请写 1 至 20 的整数。`
      : `${it.value} is no count. Please write a whole number from 1 to 20.`,
  'points-not-whole': (it, zh) =>
    zh
      ? `${it.value}不是整数，积分请写整数。`
      : `${it.value} is not a whole number. Please write whole points.`,
  'kind-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出类型，请写“记录时数”“兑换”“转赠”“捐赠”或“更正”。`
      : `${it.value} could not be read as a kind of record. Please use the words of the template.`,
  'sign-disagrees': (it, zh) =>
    zh
      ? `${it.value}的正负与类型不一致，请核对。`
      : `${it.value}: plus or minus disagrees with the kind of record. Please check.`,
  'text-too-long': (_, zh) =>
    zh ? '内容太长，请写短一些。' : 'the text is too long. Please shorten it.',
  'row-doubled': (it, zh) =>
    zh ? `与${it.other}重复，请只留一行。` : `it repeats ${it.other}. Please keep one.`,
  'totals-disagree': (it, zh) =>
    zh
      ? `合计写的是${it.value}，逐行相加是 ${it.expected}，请核对。`
      : `the total says ${it.value}, the rows add up to ${it.expected}. Please check.`,
  'code-missing': (_, zh) => (zh ? '没有编号，请补上。' : 'the code is missing. Please add it.'),
  'code-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出编号，请核对，只用字母和数字。`
      : `${it.value} could not be read as a code. Please check it: letters and digits only.`,
  'code-doubled': (it, zh) =>
    zh
      ? `${it.value}与${it.other}的编号相同，请核对。`
      : `${it.value} is the same code as in ${it.other}. Please check.`,
  'title-missing': (_, zh) => (zh ? '没有名称，请补上。' : 'the name is missing. Please add it.'),
  'cell-empty': (_, zh) =>
    zh ? '这一格没有填，请补上。' : 'this cell is empty. Please fill it in.',
  'area-missing': (_, zh) =>
    zh ? '没有区域代码，请补上。' : 'the area code is missing. Please add it.',
  'area-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出区域代码，请写统计用区划代码的数字。`
      : `${it.value} could not be read as an area code. Please write the digits of the statistical code.`,
  'area-unknown': (it, zh) =>
    zh
      ? `名册里没有${it.value}这个区域，请核对代码，或先导入区域。`
      : `${it.value} is not in the list of areas. Please check the code, or bring the area in first.`,
  'level-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出层级，请写市、区、镇街、村居、网格之一。`
      : `${it.value} could not be read as a level. Please write city, district, street, village or grid.`,
  'parent-is-self': (_, zh) =>
    zh
      ? '上级写的是自己，请改成上一级的代码。'
      : 'the code above is its own. Please write the code of the level above.',
  'credit-code-unreadable': (it, zh) =>
    zh
      ? `${it.value}读不出统一社会信用代码，应是 18 位数字和大写字母。`
      : `${it.value} could not be read as a unified social credit code: 18 digits and capital letters.`,
  'organisation-unknown': (it, zh) =>
    zh
      ? `名册里没有${it.value}这个组织，请核对信用代码，或先导入组织。`
      : `${it.value} is not in the list of organisations. Please check the code, or bring the organisation in first.`,
  'credit-code-wrong': (it, zh) =>
    zh
      ? `${it.value}的校验位对不上，请照证书再核对一遍。`
      : `${it.value} fails its check character. Please compare it with the certificate.`,
  'person-ambiguous': (it, zh) =>
    zh
      ? `${it.value}有不止一个人符合，请补上电话尾号或志愿者编号。`
      : `${it.value} fits more than one person. Please add the end of the phone number, or the volunteer number.`,
  'person-unknown': (it, zh) =>
    zh
      ? `没有找到${it.value}，请先登记，或核对姓名和电话。`
      : `${it.value} was not found. Please register them first, or check name and phone number.`,
  'number-unknown': (it, zh) =>
    zh
      ? `没有志愿者编号${it.value}，请核对。`
      : `${it.value} is no volunteer number we know. Please check it.`,
  'already-entered': (_, zh) =>
    zh
      ? '这一行以前已经记过，不会重复记。'
      : 'this row was recorded before; it will not be recorded again.',
} as const satisfies Readonly<Record<string, (it: CellFacts, zh: boolean) => string>>
