/** Words of the security office and the auditor: roles and acts by name, and their pages. */
import type { Act, Role } from '../rules/roles.ts'
import type { Language } from './language.ts'

type Both = readonly [zh: string, en: string]

const ROLES: Readonly<Record<Role, Both>> = {
  viewer: ['查看员', 'viewer'],
  clerk: ['经办人', 'clerk'],
  approver: ['复核员', 'approver'],
  head: ['站点负责人', 'head of station'],
  street: ['镇街管理员', 'street office'],
  district: ['区管理员', 'district office'],
  city: ['市级管理员', 'city office'],
  security: ['安全管理员', 'security office'],
  auditor: ['审计员', 'auditor'],
}

/** A role as colleagues call it; what is none stands as it was given. */
export function roleName(role: string, language: Language): string {
  const known = ROLES[role as Role]
  return known ? known[language === 'zh' ? 0 : 1] : role
}

const ACTS: Readonly<Record<Act, Both>> = {
  'stations:read': ['查看站点记录', 'look at a station’s records'],
  'members:read': ['查看人员时数', 'look at members’ hours'],
  'members:write': ['登记人员', 'enrol members'],
  'credits:write': ['记录时数', 'credit hours'],
  'transfers:write': ['转赠、捐赠', 'give and donate hours'],
  'bookings:write': ['预约、确认完成', 'book and settle'],
  'redemptions:write': ['兑换', 'redeem'],
  'reversals:write': ['更正', 'reverse'],
  'grants:write': ['发放关爱时数', 'grant hours'],
  'days:write': ['日结、对账签字', 'close days and sign off'],
  'reviews:read': ['查看待复核', 'look at reviews'],
  'reviews:write': ['复核', 'review'],
  'people:unmask': ['查看完整资料', 'unmask people'],
  'people:export': ['导出资料', 'export people'],
  'people:erase': ['注销资料', 'erase people'],
  'cards:write': ['发卡、补卡', 'issue cards'],
  'proxies:write': ['登记家属代办', 'register proxies'],
  'days:read': ['查看日结', 'look at daily closes'],
  'balances:read': ['查看全市账目', 'look at the city’s books'],
  'balances:write': ['录入期初余额', 'enter opening balances'],
  'directory:write': ['维护名册', 'keep the directory'],
  'staff:read': ['查看工作人员', 'look at staff'],
  'staff:write': ['管理工作人员', 'let staff in and out'],
  'tokens:write': ['管理接口令牌', 'make and end tokens'],
  'devices:enrol': ['登记本站电脑', 'enrol computers of the station'],
  'devices:write': ['管理站点电脑', 'end computers'],
  'audit:read': ['查看审计日志', 'read the audit journal'],
}

export function actText(act: Act, language: Language): string {
  return ACTS[act][language === 'zh' ? 0 : 1]
}
