/** What people's duties are called (岗位). */
import type { Role } from '../rules/roles.ts'
import type { Language } from './language.ts'

const ROLE_NAMES: Readonly<Record<Role, Readonly<Record<Language, string>>>> = {
  viewer: { zh: '查看', en: 'viewer' },
  clerk: { zh: '经办人', en: 'clerk' },
  approver: { zh: '复核人', en: 'reviewer' },
  head: { zh: '站点负责人', en: 'head of station' },
  street: { zh: '镇街', en: 'street office' },
  district: { zh: '区级', en: 'district office' },
  city: { zh: '市级', en: 'city office' },
  security: { zh: '安全管理员', en: 'security' },
  auditor: { zh: '审计员', en: 'auditor' },
}

/** A role as it is called; one nobody knows as it stands. */
export function roleName(role: string, language: Language): string {
  return Object.hasOwn(ROLE_NAMES, role) ? ROLE_NAMES[role as Role][language] : role
}
