/**
 * What the audit journal keeps (审计), as data: acts and the reasons a no may
 * have. An event is for ever, so it is said in these codes and in ids, never in
 * words somebody typed. To keep a new act, add a line here and its sentence in
 * words/event.ts.
 */

export const EVENT_ACTS = [
  // Coming in and going out.
  'sign-in',
  'sign-out',
  'locked',
  'refused',
  // People's data: seen whole, searched for, taken out of the house, ended.
  'looked',
  'unmasked',
  // Case notes of a station's social workers.
  'case-read',
  'case-written',
  'searched',
  'exported',
  'own-export',
  'erase-asked',
  'erased',
  'consent',
  // What somebody shows to be let in.
  'showed-second-factor',
  'changed-password',
  'new-recovery-codes',
  'linked-outside',
  'unlinked-outside',
  'ended-sessions',
  'enrolled-passkey',
  'enrolled-totp',
  'removed-passkey',
  'removed-totp',
  'reset-pin',
  'reset-password',
  'reset-second-factor',
  'card-issued',
  'card-voided',
  'card-linked',
  'card-unlinked',
  'card-unlocked',
  'code-sent',
  // Family that acts for a person.
  'proxy-granted',
  'proxy-ended',
  'acted-for',
  // Who works here, and which programs and devices do.
  'role-granted',
  'role-ended',
  'token-made',
  'token-ended',
  'device-enrolled',
  'device-ended',
  'device-shown',
  'switched',
  // The second person.
  'approved',
  'rejected',
  'escalated',
  'called-back',
  'signal-answered',
  // The house itself.
  'backup',
  'restored',
  'repaired',
  'settings-changed',
] as const

export type EventAct = (typeof EVENT_ACTS)[number]

/** Why something was asked for or refused. */
export const EVENT_REASONS = [
  'wrong',
  'locked',
  'not-allowed',
  'other-site',
  'too-many',
  'expired',
  'left',
  'lost',
  'stolen',
  'damaged',
  'forgotten',
  'asked-by-person',
  'asked-by-guardian',
  'asked-by-law',
  'service',
  'complaint',
  'correction',
  'check',
  'emergency',
  'identity',
  'call',
  'visit',
  'term-over',
  'other',
] as const

export type EventReason = (typeof EVENT_REASONS)[number]
