/** The head of a table: what its rows are of, and columns of figures, which stand to the right. */
export function Head({
  first,
  figures,
}: {
  readonly first: string
  readonly figures: readonly string[]
}) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {figures.map((title) => (
          <th scope="col" class="num">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** The head of a table of texts. */
export function Titles({ titles }: { readonly titles: readonly string[] }) {
  return (
    <thead>
      <tr>
        {titles.map((title) => (
          <th scope="col">{title}</th>
        ))}
      </tr>
    </thead>
  )
}
