import { describe } from 'vitest'
import { goThrough } from './matrix.ts'

describe('next 16.4 dev', () => goThrough(['16.4', 'dev'], 'all'))

describe('next 16.4 start', () => goThrough(['16.4', 'start'], 'all'))

/* It is the same Next.js, but for where the sources are: a call of each part that is bundled apart. */
describe('next 16.4 dev-webpack', () =>
  goThrough(
    ['16.4', 'dev-webpack'],
    ['places in a page', 'route handler', 'server action', 'edge route', 'proxy', 'pages router'],
  ))
