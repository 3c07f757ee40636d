import { describe } from 'vitest'
import { goThrough } from './matrix.ts'

describe('next 15.5 start', () => goThrough(['15.5', 'start'], 'all'))

/*
 * Its caches are the same code in development and in production. What differs is where the sources are, that its proxy
 * runs in the Edge runtime, and what a refresh after an edit finds.
 */
describe('next 15.5 dev', () =>
  goThrough(
    ['15.5', 'dev'],
    ['caching', 'places in a page', 'server action', 'edge route', 'proxy', 'pages router'],
  ))
