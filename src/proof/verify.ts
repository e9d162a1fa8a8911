/**
 * The whole check of a slip, offline: the receipt, the key that signed it, and,
 * where a `.tlog-proof` lies beside it, that the entry is in the published
 * tree where the receipt says. Each step is told, so that a person sees how far
 * the evidence goes.
 */
import type { Hash } from '../ledger/sha256.ts'
import { toBase64url } from './base64.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Jwks } from './jwks.ts'
import { verifyReceipt } from './receipt.ts'
import type { Receipt, ReceiptFault } from './strict.ts'
import { openProofFile, type ProofFault, readProofFile } from './tlog.ts'

export interface Slip {
  /** Compact JWS. */
  readonly receipt: string
  readonly jwks: Jwks
  /** Text of a `.tlog-proof` file. */
  readonly proof?: string
  /** Verifier keys of the log and of the witnesses one trusts; needed with a proof. */
  readonly vkeys?: readonly string[]
  /** The whole leaf hash, 32 bytes; by default what the proof file carries. */
  readonly leafHash?: Hash
}

export const SLIP_STEPS = [
  'receipt',
  'key',
  'proof-file',
  'checkpoint',
  'log',
  'place',
  'leaf',
  'inclusion',
] as const
export type SlipStepName = (typeof SLIP_STEPS)[number]

export type SlipFault = ReceiptFault | ProofFault | 'no-leaf-hash' | 'other-leaf' | 'other-place'

export type SlipStep =
  | { readonly name: SlipStepName; readonly ok: true }
  | { readonly name: SlipStepName; readonly ok: false; readonly why: SlipFault }

export interface SlipVerdict {
  /** Every step that was taken holds. */
  readonly ok: boolean
  readonly steps: readonly SlipStep[]
  readonly receipt?: Receipt
}

/** Takes the steps in order and stops where nothing later could be believed. */
export async function verifySlip(slip: Slip): Promise<SlipVerdict> {
  const verified = await verifyReceipt(slip.receipt, slip.jwks)
  if (!verified.ok) {
    const { why } = verified
    const aboutKey = why === 'key-not-for-this-seq'
    const steps: readonly SlipStep[] = aboutKey
      ? [
          { name: 'receipt', ok: true },
          { name: 'key', ok: false, why },
        ]
      : [{ name: 'receipt', ok: false, why }]
    return { ok: false, steps }
  }
  const { receipt } = verified
  const steps: readonly SlipStep[] = [
    { name: 'receipt', ok: true },
    { name: 'key', ok: true },
    ...(slip.proof === undefined ? [] : proofSteps(slip.proof, slip, receipt)),
  ]
  return { ok: steps.every((step) => step.ok), steps, receipt }
}

function proofSteps(text: string, slip: Slip, receipt: Receipt): readonly SlipStep[] {
  const vkeys = slip.vkeys ?? []
  const proof = readProofFile(text)
  if (proof === undefined) return [{ name: 'proof-file', ok: false, why: 'not-a-proof' }]
  const read: SlipStep = { name: 'proof-file', ok: true }
  const opened = openCheckpoint(proof.checkpoint, vkeys)
  if (!opened.ok) return [read, { name: 'checkpoint', ok: false, why: opened.why }]

  const leaf = slip.leafHash ?? proof.extra
  const included = leaf && openProofFile(text, leaf, vkeys)
  return [
    read,
    { name: 'checkpoint', ok: true },
    step('log', opened.checkpoint.origin === receipt.log, 'other-log'),
    step('place', proof.index === receipt.seq - 1, 'other-place'),
    leaf?.length === 32
      ? step('leaf', toBase64url(leaf.subarray(0, 16)) === receipt.leaf, 'other-leaf')
      : { name: 'leaf', ok: false, why: 'no-leaf-hash' },
    step('inclusion', included?.ok === true, 'not-included'),
  ]
}

function step(name: SlipStepName, ok: boolean, why: SlipFault): SlipStep {
  return ok ? { name, ok } : { name, ok, why }
}
