import { describe, test } from 'vitest'
import type { NextMode, NextVersion } from '../support/next-app.ts'
import { editsOfSource } from './edits.ts'
import { fetchesOfPages } from './fetches.ts'
import { plainForms } from './forms.ts'
import { inBrowser } from './in-browser.ts'
import { routesAndErrors } from './routes.ts'
import { stage as startStage } from './stage.ts'

/*
 * The facts that the agent makes of the shop, under a real Next.js server, as a collector receives them. One server for
 * all subjects: starting one takes longer than the tests of any.
 */

const STAGES: readonly (readonly [NextVersion, NextMode])[] = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['16.4', 'start'],
  ['15.5', 'dev'],
  ['15.5', 'start'],
]

describe.each(STAGES)('next %s %s', (version, mode) => {
  const stage = startStage(version, mode)
  fetchesOfPages(stage)
  routesAndErrors(stage)
  plainForms(stage)
  inBrowser(stage)
  if (mode !== 'start') editsOfSource(stage)

  test('no fact of a request comes late or twice', async () => {
    await stage.traces.make('/api/products/notebook/stock')
    stage.traces.expectNothingMore()
  })
})
