/** What the form before a page has done. */
export function Did({ said }: { readonly said: string | undefined }) {
  if (said === undefined) return <></>
  return (
    <p class="done" role="status">
      {said}
    </p>
  )
}
