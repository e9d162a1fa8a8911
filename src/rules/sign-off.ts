/** Why a month may be signed off while its two books still differ. Shared by cities until one decides its own list. */
export const SIGN_OFF_REASONS = ['tally-wrong', 'next-month', 'being-checked', 'other'] as const

export type SignOffReason = (typeof SIGN_OFF_REASONS)[number]

export function isSignOffReason(text: string | undefined): text is SignOffReason {
  return SIGN_OFF_REASONS.some((one) => one === text)
}
