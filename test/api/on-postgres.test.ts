/** The tests of the API against the service on PostgreSQL. */
import { test } from 'vitest'
import { engines } from '../contract/engines.ts'
import { describeOn, postgres } from './backends.ts'

if (engines.some(({ name }) => name === 'postgres')) describeOn('PostgreSQL', postgres())
else test('PostgreSQL was left out by KAPOK_WITHOUT_POSTGRES', () => undefined)
