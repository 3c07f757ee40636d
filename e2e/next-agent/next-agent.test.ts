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

/**
 * Elsewhere: 15.5 in production (e2e/matrix has all that is fetched, e2e/inspector actions and errors), webpack and the
 * edits of 15.5 (e2e/hmr has every kind of route, counted while it is edited, e2e/documented-install what is thrown).
 */
const WAYS: readonly Way[] = [
  ['16.4', 'dev'],
  ['16.4', 'start'],
  ['15.5', 'dev'],
]

describe.each(WAYS)('next %s %s', (version, mode) => {
  const stage = startShop([version, mode])
  fetchesOfPages(stage)
  routesAndErrors(stage)
  plainForms(stage)
  inBrowser(stage)
  if (version === '16.4' && mode === 'dev') editsOfSource(stage)

  test('no fact of a request comes late or twice', async () => {
    await stage.traces.make('/api/products/notebook/stock')
    stage.traces.expectNothingMore()
  })
})
