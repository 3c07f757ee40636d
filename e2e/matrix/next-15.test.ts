import { describe } from 'vitest'
import { goThrough } from './matrix.ts'
import { isInPlace } from './visit.ts'

describe('next 15.5 start', () => goThrough(['15.5', 'start']))

/*
 * What it caches of a page, it does for all else by the same code, which is that of production, too. What differs is where
 * the sources are, that its proxy runs in the Edge runtime, and what a refresh after an edit finds.
 */
describe('next 15.5 dev', () =>
  goThrough(['15.5', 'dev'], (visit, group) => isInPlace(visit) || ['caching', 'proxy'].includes(group)))
