/**
 * Whether the schema on PostgreSQL is the one this program makes: what the
 * migrations say is read from their text and laid beside the catalogue. Of a
 * CHECK only that it is there is known, since the server spells it its own way.
 */
import { sql } from 'kysely'
import type { SchemaDifference } from '../bank/ports-audit.ts'
import type { Engine } from './engine.ts'
import type { Migration } from './migrate.ts'

/** Things by name ("table entries"), each with what makes it what it is. */
type Things = ReadonlyMap<string, string>

export async function schemaOnPostgres(
  engine: Engine,
  migrations: readonly Migration[],
): Promise<readonly SchemaDifference[]> {
  const made = saidIn(migrations.map((migration) => migration.sql).join('\n'))
  const stands = await standing(engine)
  const found: SchemaDifference[] = []
  for (const [name, text] of made) {
    const here = stands.get(name)
    if (here === undefined) found.push({ name, how: 'missing' })
    else if (here !== text) found.push({ name, how: 'changed' })
  }
  for (const name of stands.keys()) if (!made.has(name)) found.push({ name, how: 'extra' })
  return found
}

/** What the text of the migrations makes. They are ours, and written one thing a line. */
function saidIn(text: string): Things {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((found) => found.map(String))
  const tables = all(/^CREATE TABLE (\w+) \(\n([\s\S]*?)\n\);/gm)
  return new Map([
    ...tables.map(([, name, body = '']) => [`table ${name}`, tableSaid(body)] as const),
    ...tables.flatMap(([, , body = '']) => keysSaid(body)),
    ...all(/^CREATE (?:UNIQUE )?INDEX (\w+) ON .*(?=;)/gm).map(
      ([line = '', name]) => [`index ${name}`, line] as const,
    ),
    ...all(/^CREATE FUNCTION (\w+)\(\)[^$]*\$\$([\s\S]*?)\$\$/gm).map(
      ([, name, body = '']) => [`function ${name}`, body] as const,
    ),
    ...all(
      /^CREATE TRIGGER (\w+) (BEFORE|AFTER) ([A-Z ]+) ON (\w+).* FOR EACH STATEMENT EXECUTE FUNCTION (\w+)/gm,
    ).map(
      ([, name, when = '', on = '', table, does]) =>
        [`trigger ${name}`, `${table} ${eventBits(when, on)} ${does} O`] as const,
    ),
  ])
}

/** Its columns as the catalogue would say them, and how many checks it has. */
function tableSaid(body: string): string {
  const columns = [...body.matchAll(/^ {2}(\w+ (?:bigint|text|bytea))( COLLATE "C")?(.*)$/gm)].map(
    ([, column, collation = '', rest = '']) =>
      `${column}${collation}${rest.includes('NOT NULL') ? ' NOT NULL' : ''}`,
  )
  return `${columns.join(', ')}; ${body.split('CHECK (').length - 1}`
}

/** Keys, written with their column or below the columns. */
function keysSaid(body: string): readonly (readonly [string, string])[] {
  return body.split('\n').flatMap((line) => {
    const [, column, name, kind, columns] =
      /^ {2}(?:(\w+) .*)?CONSTRAINT (\w+) (PRIMARY KEY|UNIQUE)(?: (\([\w, ]+\)))?/.exec(line) ?? []
    return name === undefined ? [] : [[`key ${name}`, `${kind} ${columns ?? `(${column})`}`]]
  })
}

/** As pg_trigger.tgtype: of statements, so that the bit of rows is not set. */
function eventBits(when: string, on: string): number {
  const bits = { BEFORE: 2, INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 }
  const said = [when, ...on.split(' OR ')]
  return said.reduce((sum, word) => sum + (bits[word as keyof typeof bits] ?? 0), 0)
}

/** What there is in our schema, but for the versions of the schema itself. */
async function standing(engine: Engine): Promise<Things> {
  const here = sql`current_schema()::regnamespace`
  const query = sql<{ name: string; text: string }>`
with tables as (select oid, relname from pg_class where relnamespace = ${here} and relkind in ('r', 'p', 'v', 'm', 'f') and relname <> 'schema_versions')
select 'table ' || t.relname as name, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when c.collname = 'C' then ' COLLATE "C"' else '' end || case when a.attnotnull then ' NOT NULL' else '' end, ', ' order by a.attnum) || '; ' || (select count(*) from pg_constraint k where k.conrelid = t.oid and k.contype = 'c') as text
from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped left join pg_collation c on c.oid = a.attcollation group by t.oid, t.relname
union all select 'key ' || k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join tables t on t.oid = k.conrelid where k.contype in ('p', 'u', 'x')
union all select 'index ' || i.relname, pg_get_indexdef(x.indexrelid) from pg_index x join tables t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid where x.indisvalid and not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid)
union all select 'function ' || p.proname, p.prosrc from pg_proc p where p.pronamespace = ${here}
union all select 'trigger ' || g.tgname, t.relname || ' ' || g.tgtype || ' ' || p.proname || ' ' || g.tgenabled::text from pg_trigger g join tables t on t.oid = g.tgrelid join pg_proc p on p.oid = g.tgfoid where not g.tgisinternal
union all select 'rule ' || r.rulename, r.definition from pg_rules r where r.schemaname = current_schema()`
  const rows = await engine.all(query.compile(engine.db))
  return new Map(
    rows.map(({ name, text }) => [name, name.startsWith('index ') ? plain(text) : text]),
  )
}

/** An index as the migrations write it: without its schema, its kind and the brackets around its condition. */
function plain(index: string): string {
  return index
    .replace(/ ON (?:ONLY )?(?:"?\w+"?\.)/, ' ON ')
    .replace(' USING btree', '')
    .replace(/ WHERE \((.*)\)$/, ' WHERE $1')
}
