import { afterAll, beforeAll, describe, test } from 'vitest'
import type { NextVersion } from '../support/next-app.ts'
import { namesOfActions, outcomesOfActions } from './actions.ts'
import { mistakesOf, mistakesOfActions, pageMadeAnew, whatIsNoMistake } from './errors.ts'
import { failingRegister } from './failing-register.ts'
import { Failures } from './failures.ts'
import { Invocations } from './invocations.ts'
import { MISTAKES } from './mistakes.ts'
import { purposes } from './purposes.ts'
import { noStages } from './renders.ts'
import { expectNoSpanTwice, stage as startStage } from './stage.ts'

/* All that is told of an app that is built: in both versions, with the bundler that each takes by itself. */

describe.each<NextVersion>(['16.4', '15.5'])('next %s start', (version) => {
  const stage = startStage([version, 'start'])
  const invocations = new Invocations(stage)
  const failures = new Failures(stage)

  describe('why each request was made', () => purposes(stage))
  describe('stages of rendering', () => noStages(stage))

  describe('server actions', () => {
    beforeAll(() => invocations.start())
    afterAll(() => invocations.end())
    namesOfActions(stage, invocations)
    outcomesOfActions(stage, invocations)
  })

  describe('mistakes', () => {
    mistakesOf(stage, failures, MISTAKES)
    mistakesOfActions(stage, failures)
    whatIsNoMistake(stage, failures)
    pageMadeAnew(stage)
  })

  test('nothing is told late or twice', async () => {
    await failures.fail('/handler')
    failures.expectNothingMore()
    expectNoSpanTwice(stage)
  })

  describe('served anew', () => {
    beforeAll(() => stage.app.process.stop())
    failingRegister(stage)
  })
})
