/**
 * Reads who: whatever a sheet gives to know a person by. It is only read here;
 * finding the person, and asking when two fit, is for those who keep names.
 */

import { cleanName, shown, textOf } from './cell.ts'
import { readDate } from './date.ts'
import type { Cell } from './cell.ts'
import type { Misread } from './fault.ts'
import { misread } from './fault.ts'
import type { Line } from './line.ts'

export interface Person {
  readonly number?: string | undefined
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly phoneTail?: string | undefined
  readonly idTail?: string | undefined
}

export type PersonField = keyof Person

/** The longest name in the civil registers has some thirty characters. */
const NAME_MAX = 60

export function readPerson(line: Line<PersonField>): Person {
  const phone = line.take('phone', readPhone)
  return {
    number: line.take('number', readNumber),
    name: line.take('name', readName),
    phone: phone?.phone,
    phoneTail: line.take('phoneTail', (cell) => readTail(cell, /^\d{4}$/)) ?? phone?.tail,
    idTail: line.take('idTail', (cell) => readTail(cell, /^\d{3}[\dX]$/)),
  }
}

/** Whether anything stands where a person would be named. */
export function namesSomeone(line: Line<PersonField>): boolean {
  const fields: readonly PersonField[] = ['number', 'name', 'phone', 'phoneTail', 'idTail']
  return fields.some((field) => line.cell(field) !== undefined)
}

/** The same person, as far as this sheet can tell. */
export function sameKey(person: Person): string {
  if (person.number !== undefined) return `number ${person.number}`
  if (person.phone !== undefined) return `phone ${person.phone}`
  return `name ${person.name ?? ''} ${person.phoneTail ?? ''} ${person.idTail ?? ''}`
}

export function readNumber(cell: Cell): string | Misread {
  if (cell.kind === 'number' && Math.abs(cell.value) >= 1e15) return misread('number-imprecise')
  const text = textOf(cell).replace(/ /g, '').toUpperCase()
  return /^[A-Z0-9][A-Z0-9_-]{0,39}$/.test(text) ? text : misread('number-unreadable')
}

function readName(cell: Cell): string | Misread {
  const name = cleanName(shown(cell))
  const readable = cell.kind === 'text' && /\p{L}/u.test(name) && name.length <= NAME_MAX
  return readable ? name : misread('name-unreadable')
}

function readPhone(cell: Cell): { readonly phone?: string; readonly tail?: string } | Misread {
  const text = textOf(cell)
    .replace(/[ ()-]/g, '')
    .replace(/^(\+|00)?86(?=1)/, '')
  if (/^1[3-9]\d{9}$/.test(text)) return { phone: text }
  const masked = /^1[3-9]\d\*{4,}(\d{4})$/.exec(text) ?? /^\*{3,7}(\d{4})$/.exec(text)
  return masked?.[1] === undefined ? misread('phone-unreadable') : { tail: masked[1] }
}

/** A month of birth, or a day: 2015-03, 2015年3月, 201503, or a date as others are written. */
export function readBorn(cell: Cell, today: string): string | Misread {
  const text = textOf(cell).replace(/ /g, '')
  const month = /^(\d{4})(?:年|[-/.])?(\d{1,2})月?$/.exec(text)
  if (month === null || text.length > 8) return readDate(cell, { today })
  const number = Number(month[2])
  if (number < 1 || number > 12) return misread('date-unreadable')
  const born = `${month[1]}-${String(number).padStart(2, '0')}`
  return born > today.slice(0, 7) ? misread('date-in-future') : born
}

/** Excel drops the nought of 0123. */
function readTail(cell: Cell, shape: RegExp): string | Misread {
  const text = textOf(cell).toUpperCase()
  const tail = cell.kind === 'number' ? text.padStart(4, '0') : text
  return shape.test(tail) ? tail : misread('tail-unreadable')
}
