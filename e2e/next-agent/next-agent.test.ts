import { describe, test } from 'vitest'
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

/*
 * Webpack and 15.5 are elsewhere: e2e/matrix has what is fetched, e2e/inspector actions, errors and purposes, e2e/hmr every
 * kind of route, counted while it is edited.
 */
describe.each(['dev', 'start'] as const)('next %s', (mode) => {
  const stage = startShop(['16.4', mode])
  fetchesOfPages(stage)
  routesAndErrors(stage)
  plainForms(stage)
  inBrowser(stage)
  if (mode === 'dev') editsOfSource(stage)

  test('no fact of a request comes late or twice', async () => {
    await stage.traces.make('/api/products/notebook/stock')
    stage.traces.expectNothingMore()
  })
})
