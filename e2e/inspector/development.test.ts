import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Way } from '../support/stage.ts'
import { namesOfActions, outcomesOfActions } from './actions.ts'
import { editedMistakes } from './broken-source.ts'
import { mistakesOf, mistakesOfActions, whatIsNoMistake } from './errors.ts'
import { failingRegister } from './failing-register.ts'
import { Failures } from './failures.ts'
import { Invocations } from './invocations.ts'
import { MISTAKES, MISTAKES_OF_LAYERS } from './mistakes.ts'
import { ownProvider } from './own-provider.ts'
import { purposes } from './purposes.ts'
import { stagesOfOtherRoutes, stagesOfPages } from './renders.ts'
import { expectNoSpanTwice, stage as startStage } from './stage.ts'

/*
 * All that is told of an app that is developed. Compiling its routes is what takes the time, so that the rarer ways ask
 * for fewer of them:
 *
 * - with webpack, for what a bundler makes: names, places, stages of pages, mistakes by layer, edits. What the server of
 *   16.4 does besides does not pass the bundler, and is told by the other ways.
 * - 15.5 also for the stages of its own server. What comes of its actions, why requests were made, and all its hooks for
 *   mistakes are told of it in production; places are found as those of 16.4.
 */

const WAYS: readonly Way[] = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['15.5', 'dev'],
]

describe.each(WAYS)('next %s %s', (version, mode) => {
  const stage = startStage([version, mode])
  const invocations = new Invocations(stage)
  const failures = new Failures(stage)
  const everything = version === '16.4' && mode === 'dev'
  const webpack = mode === 'dev-webpack'

  describe('stages of rendering', () => {
    stagesOfPages(stage)
    if (!webpack) stagesOfOtherRoutes(stage)
  })

  if (everything) describe('why each request was made', () => purposes(stage))

  describe('server actions', () => {
    beforeAll(() => invocations.start())
    afterAll(() => invocations.end())
    namesOfActions(stage, invocations)
    if (everything) outcomesOfActions(stage, invocations)
  })

  describe('mistakes', () => {
    mistakesOf(stage, failures, everything ? MISTAKES : MISTAKES_OF_LAYERS)
    if (!webpack) mistakesOfActions(stage, failures)
    if (everything) whatIsNoMistake(stage, failures)
    editedMistakes(stage, failures)
  })

  test('nothing is told late or twice', async () => {
    await failures.fail('/handler')
    failures.expectNothingMore()
    expectNoSpanTwice(stage)
  })

  describe.runIf(!webpack)('served anew', () => {
    beforeAll(() => stage.app.process.stop())
    failingRegister(stage)
    ownProvider(stage)
  })
})
