/**
 * Rows that are looked for by where, whose and in which state they are say so
 * themselves, in `list` of their body: orders, activities, wishes, vouchers. The
 * list of them is a view of the newest versions, and can be derived from them.
 */

/** Where a row is found. ASCII only: ids, codes and instants. */
export interface Listing {
  /** An area's path and, where it is a station's, its code: "4401/440104/440104003/S001/". */
  readonly place: string
  /** The member, team or clerk it is about; '' where it is about none. */
  readonly who: string
  readonly state: string
  /** When it began, ms since 1970 UTC. */
  readonly at: number
  /** When something must have been done, ms since 1970 UTC; 0 where nothing is due. */
  readonly due: number
}

/** What a row says of where it is found; undefined where it is found by its key alone. */
export function listingIn(body: string): Listing | undefined {
  if (!body.includes('"list":{')) return undefined
  const { list } = JSON.parse(body) as { readonly list?: Listing }
  return typeof list?.place === 'string' ? list : undefined
}
