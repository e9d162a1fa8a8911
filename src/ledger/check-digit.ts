/**
 * The check digit of a volunteer's number, as the house gives it and as a
 * browser without a network reads it back.
 */

/** ISO/IEC 7064 MOD 11,10 over decimal digits: finds every wrong digit and nearly every swapped pair. */
export function checkDigit(digits: string): string {
  let product = 10
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}

/** "gz 0000-0014" → "GZ00000014": two letters, seven digits and their check digit; undefined where it is none. */
export function numberTyped(typed: string): string | undefined {
  const number = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const [, digits = '', check = ''] = /^[A-Z]{2}(\d{7})(\d)$/.exec(number) ?? []
  return digits !== '' && checkDigit(digits) === check ? number : undefined
}
