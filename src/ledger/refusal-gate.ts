/** What the gate refuses, and what is refused of who works here and with what. */

/** What keeps a message from being sent: who it is for, where it comes from, the city's budget, the gateway. */
export type MessageStop = 'soon' | 'phone' | 'address' | 'city' | 'gateway' | 'closed'

/** Why a computer was not enrolled, or was not taken for the one it says it is. */
export type DeviceFault = 'code' | 'key' | 'name' | 'unproved' | 'ended' | 'elsewhere'

export type PasskeyFault = 'unreadable' | 'late' | 'unknown' | 'taken' | 'copied' | 'name'

/** Why a sign-in at another issuer did not come to one here. */
export type OutsideFault =
  | 'not-set-up'
  | 'unreachable'
  | 'denied'
  | 'late'
  | 'unproved'
  | 'not-linked'
  | 'linked-elsewhere'

export type GateRefusal =
  // Decided by the gate.
  | { readonly code: 'wrong-sign-in' }
  | { readonly code: 'locked'; readonly until: number }
  | { readonly code: 'signed-out' }
  | { readonly code: 'passwords-differ' }
  /** The act asks for a second factor, and none was shown of late. */
  | { readonly code: 'second-factor-needed'; readonly act: string }
  | { readonly code: 'wrong-code' }
  /** A code that came by message; so many tries are left. */
  | { readonly code: 'message-code-wrong'; readonly left: number }
  /** Used, too old, tried too often, or asked for in another browser. */
  | { readonly code: 'message-code-over' }
  | { readonly code: 'messages-stopped'; readonly by: MessageStop; readonly until: number }
  /** Until staff unlock it. */
  | { readonly code: 'card-locked' }
  | { readonly code: 'card-taken' }
  /** Staff did not say that they have seen the person, or their document. */
  | { readonly code: 'not-checked'; readonly what: 'person' | 'document' }
  | { readonly code: 'confirmation-wrong'; readonly by: 'pin' | 'code' | 'call' }
  /** A relative's authority that is over, ended, or never was. */
  | { readonly code: 'proxy-ended' }
  | { readonly code: 'proxy-scope'; readonly scope: string }
  | { readonly code: 'proxy-terms'; readonly what: 'scopes' | 'monthly' | 'until' }
  /** Whoever completed a service does not ask the elder about it. */
  | { readonly code: 'call-by-another'; readonly entry: string }
  | { readonly code: 'passkey-refused'; readonly why: PasskeyFault }
  | { readonly code: 'outside-refused'; readonly why: OutsideFault }
  | { readonly code: 'unknown-login'; readonly login: string }
  // Decided on who works here, and with what.
  | {
      readonly code: 'unknown-row'
      readonly table: 'staff' | 'token' | 'device' | 'handover' | 'hook'
      readonly key: string
    }
  /** Nobody gives, changes or ends a post of their own. */
  | { readonly code: 'own-post' }
  | { readonly code: 'duties-apart'; readonly role: string; readonly held: string }
  | { readonly code: 'token-dates'; readonly until: string; readonly most: string }
  /** A desk of the station writes only from a computer that is enrolled there. */
  | { readonly code: 'device-needed' }
  | { readonly code: 'device-refused'; readonly why: DeviceFault }
