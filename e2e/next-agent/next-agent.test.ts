import { describe, test } from 'vitest'
import type { Way } from '../support/stage.ts'
import { editsOfSource } from './edits.ts'
import { fetchesOfPages } from './fetches.ts'
import { plainForms } from './forms.ts'
import { inBrowser } from './in-browser.ts'
import { routesAndErrors } from './routes.ts'
import { startShop } from './stage.ts'

/*
 * The facts that the agent makes of the shop, under a real Next.js server, as a collector receives them. One server for
 * all subjects: starting one takes longer than the tests of any.
 */

/** 15.5 in production is in e2e/matrix, with all that is fetched, and in e2e/inspector, with actions and errors. */
const WAYS: readonly Way[] = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['16.4', 'start'],
  ['15.5', 'dev'],
]

describe.each(WAYS)('next %s %s', (version, mode) => {
  const stage = startShop([version, mode])
  routesAndErrors(stage)
  // With webpack it is the same Next.js, but for what it compiles and reloads.
  if (mode !== 'dev-webpack') {
    fetchesOfPages(stage)
    plainForms(stage)
    inBrowser(stage)
  }
  if (mode !== 'start') editsOfSource(stage)

  test('no fact of a request comes late or twice', async () => {
    await stage.traces.make('/api/products/notebook/stock')
    stage.traces.expectNothingMore()
  })
})
