import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The script of axe, to be run in a page: as a script tag it would be subject to the page's policy. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
