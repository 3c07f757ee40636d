import { createRequire } from 'node:module'

/** The version of the `kymo` package. */
export const version: string = createRequire(import.meta.url)('../package.json').version
