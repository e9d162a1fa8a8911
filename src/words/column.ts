/**
 * What the columns of a sheet are called when they are spoken of, by the field
 * they hold. A template is printed with the same names.
 */
import type { Language } from './language.ts'

const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  number: ['志愿者编号', 'volunteer number'],
  name: ['姓名', 'name'],
  phone: ['联系电话', 'phone'],
  phoneTail: ['手机后四位', 'last 4 of phone'],
  idTail: ['证件号后四位', 'last 4 of identity number'],
  born: ['出生年月', 'born'],
  hours: ['服务时数', 'hours'],
  minutes: ['服务分钟', 'minutes'],
  date: ['服务日期', 'day of service'],
  from: ['签到时间', 'signed in'],
  to: ['签退时间', 'signed out'],
  span: ['服务时间', 'from and to'],
  service: ['服务内容', 'service'],
  activity: ['活动名称', 'activity'],
  activityCode: ['活动编号', 'activity code'],
  record: ['记录编号', 'number of the record'],
  method: ['签到方式', 'way of signing in'],
  note: ['备注', 'note'],
  kind: ['类型', 'kind'],
  paidIn: ['记录时数', 'hours recorded'],
  paidOut: ['兑换时数', 'hours redeemed'],
  served: ['累计服务时数', 'hours served'],
  points: ['可用积分', 'available points'],
  available: ['可用时数', 'available hours'],
  code: ['编号', 'code'],
  area: ['区域代码', 'area code'],
  hotline: ['热线', 'hotline'],
  address: ['地址', 'address'],
  opening: ['开放时间', 'opening hours'],
  organisation: ['承办组织', 'organisation'],
  creditCode: ['统一社会信用代码', 'unified social credit code'],
  head: ['负责人', 'head'],
  handler: ['经办人', 'handler'],
  outside: ['工单编号', 'their number'],
  need: ['诉求内容', 'what is needed'],
  station: ['承办站点', 'station'],
  due: ['办理时限', 'due'],
  caller: ['来电人', 'caller'],
  level: ['层级', 'level'],
  parent: ['上级代码', 'code above'],
  meal: ['餐次', 'meal'],
  count: ['份数', 'how many'],
}

/** In a list of stations or areas a name is 名称, in any other 姓名. */
export function fieldName(field: string, language: Language, roster = false): string {
  if (roster && field === 'name' && language === 'zh') return '名称'
  const known = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined
  return known?.[language === 'zh' ? 0 : 1] ?? field
}
