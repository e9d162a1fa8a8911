/** Which station a page is about: one's own, or for the city's staff one of all. */
import { Choice, Hidden } from './page.tsx'
import { actorOf, type Ask, deskStation, type Web, words } from './view.ts'

export async function StationField({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const station = deskStation(c)
  if (actorOf(c).station !== '') return <Hidden name="station" value={station} />
  const rows = await web.bank.directory.all('station')
  const options = rows
    .map(({ key, body }) => [key, `${key} ${body.name}`] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return (
    <Choice
      label={words(c).common.station}
      name="station"
      value={station}
      options={[['', '—'], ...options]}
    />
  )
}
