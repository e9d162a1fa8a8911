/** Which station a page is about: one's own, or for an office one within its reach. */
import { stationsOf } from '../bank/actor.ts'
import { Choice, Hidden } from './page.tsx'
import { actorOf, type Ask, deskStation, type Web, words } from './view.ts'

export async function StationField({ web, c }: { readonly web: Web; readonly c: Ask }) {
  const station = deskStation(c)
  if (actorOf(c).station !== '') return <Hidden name="station" value={station} />
  return (
    <Choice
      label={words(c).common.station}
      name="station"
      value={station}
      options={[['', '—'], ...(await stationChoices(web, c))]}
    />
  )
}

/** The stations within reach, by code, as a choice shows them. */
export async function stationChoices(
  { bank }: Web,
  c: Ask,
): Promise<readonly (readonly [code: string, text: string])[]> {
  const codes = await stationsOf(bank, actorOf(c))
  const names = new Map(
    (await bank.directory.all('station')).map(({ key, body }) => [key, body.name]),
  )
  return codes.map((code) => [code, `${code} ${names.get(code) ?? ''}`] as const)
}
