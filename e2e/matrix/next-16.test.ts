import { describe } from 'vitest'
import { goThrough } from './matrix.ts'
import { isInPlace } from './visit.ts'

describe('next 16.4 dev', () => goThrough(['16.4', 'dev']))

describe('next 16.4 start', () => goThrough(['16.4', 'start']))

/* It is the same Next.js, but for where the sources are. */
describe('next 16.4 dev-webpack', () => goThrough(['16.4', 'dev-webpack'], isInPlace))
