/**
 * The unified social credit code (统一社会信用代码) names the organisation behind
 * a station. Its last character checks the seventeen before it, so a slip of
 * the pen is caught where it is typed. Whether the code was ever issued, and to
 * whom, only the registry knows.
 *
 * Source: GB 32100-2015 法人和其他组织统一社会信用代码编码规则.
 */

/**
 * What a character stands for is its place here. I, O, S, V and Z are left out: they
 * read as digits or as each other.
 */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Who registers (1), what kind (1), where (6 digits, GB/T 2260), which organisation (9). */
const FIRST_17 = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}$/

export function isCreditCode(code: string): boolean {
  return code.length === 18 && creditCodeCheck(code.slice(0, 17)) === code.slice(17)
}

/**
 * The eighteenth character: 31 less the sum of the values weighted by 3^(i-1)
 * mod 31, all mod 31. Undefined when the seventeen cannot begin a code.
 * Capitals only: whoever reads a form decides whether to raise the letters.
 */
export function creditCodeCheck(first17: string): string | undefined {
  if (!FIRST_17.test(first17)) return undefined

  let sum = 0
  let weight = 1
  for (const character of first17) {
    sum += CHARACTERS.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return CHARACTERS.charAt((31 - (sum % 31)) % 31)
}
