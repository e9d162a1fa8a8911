/** The workflows in force: those the city begins with, and those it has loaded since, each version for ever. */
import { canonical } from '../../ledger/canonical.ts'
import { done, type Outcome, refuse } from '../../ledger/refusal.ts'
import { unsound, type Workflow, workflowName } from '../../rules/workflow.ts'
import { WORKFLOWS } from '../../rules/workflows.ts'
import type { EntryId } from '../../ledger/entry.ts'
import { load, type Loaded } from '../city/directory.ts'
import type { Actor, Bank } from '../ports.ts'

const GIVEN = new Map(WORKFLOWS.map((workflow) => [workflowName(workflow), workflow]))

/** A version by its name, "help/1": an order goes on by the one it began with. */
export async function workflowNamed(
  bank: Pick<Bank, 'directory'>,
  name: string,
): Promise<Workflow | undefined> {
  return (await bank.directory.get('workflow', name))?.body.workflow ?? GIVEN.get(name)
}

/** The newest version of each type. */
export async function workflowsNow(
  bank: Pick<Bank, 'directory'>,
): Promise<ReadonlyMap<string, Workflow>> {
  const loaded = (await bank.directory.all('workflow')).map(({ body }) => body.workflow)
  const newest = new Map<string, Workflow>()
  for (const workflow of [...GIVEN.values(), ...loaded]) {
    const known = newest.get(workflow.type)
    // A city's own text of a version comes before the one it was given.
    if (!known || known.version <= workflow.version) newest.set(workflow.type, workflow)
  }
  return newest
}

/**
 * Loads workflows a city has written. Refuses one nobody could get through, and
 * another text for a version there is: orders go by it.
 */
export async function loadWorkflows(
  bank: Bank,
  actor: Actor,
  order: {
    readonly id: EntryId
    readonly workflows: readonly Workflow[]
    readonly dryRun?: boolean
  },
): Promise<Loaded> {
  const refused = order.workflows.flatMap((workflow, row) => {
    const refusal = unsound(workflow)
    return refusal ? [{ row, refusal }] : []
  })
  const wanted = order.workflows.map((workflow) => ({
    table: 'workflow' as const,
    key: workflowName(workflow),
    body: { workflow },
  }))
  for (const [row, { key }] of wanted.entries()) {
    const known = await workflowNamed(bank, key)
    if (known && canonical(known) !== canonical(order.workflows[row] as object))
      refused.push({
        row,
        refusal: { code: 'workflow-unsound', workflow: key, why: 'unreadable', name: key },
      })
  }
  return load(bank, actor, order, wanted, refused)
}

export async function workflowOf(
  bank: Pick<Bank, 'directory'>,
  type: string,
): Promise<Outcome<Workflow>> {
  const workflow = (await workflowsNow(bank)).get(type)
  return workflow
    ? done(workflow)
    : refuse({ code: 'workflow-unsound', workflow: type, why: 'unreadable', name: type })
}
