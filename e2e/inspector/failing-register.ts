import { expect, test } from 'vitest'
import { serveNextApp } from '../support/next-app.ts'
import type { Stage } from './stage.ts'

/** It is served anew, in the folder of the stage, whose server has ended. */
export function failingRegister(stage: Stage): void {
  test('an instrumentation.ts that fails is told of, though it ends the server', async () => {
    const before = stage.collector.events().length
    const env = { ...stage.ownEnv, ...stage.kymoEnv, FAIL_REGISTER: '1' }
    // It ends at its start or, where it is prepared late, at its first request.
    const server = await serveNextApp(stage.copy.folder, stage.mode, env, stage.version).catch(
      () => undefined,
    )
    try {
      if (server !== undefined) await fetch(server.url).catch(() => undefined)
      const told = () =>
        stage.collector
          .events()
          .slice(before)
          .map((event) => event.attributes)
          .filter((attributes) => attributes['kymo.exception.escaped'] === true)
      await expect.poll(() => told().length).toBe(1)
      expect(told()[0]?.['exception.message']).toContain('register gave way')
    } finally {
      await server?.process.stop()
    }
  })
}
