import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveNextApp } from '../support/next-app.ts'
import { Failures } from './failures.ts'
import type { Stage } from './stage.ts'

const PAGE = `import { cookies } from 'next/headers'

async function cached() {
  'use cache'
  throw new Error('cached gave way')
}

export default async function Page() {
  await cookies()
  await cached()
}
`

/** It is served anew, in the folder of the stage, whose server has ended: Edge does not go with what it turns on. */
export function cachedMistake(stage: Stage): void {
  test('what a cached function fails with is told by its place', async () => {
    await stage.copy.edit('next.config.ts', (text) =>
      text.replace('typescript:', 'experimental: { useCache: true }, typescript:'),
    )
    await mkdir(join(stage.copy.folder, 'app/cached'))
    await writeFile(join(stage.copy.folder, 'app/cached/page.tsx'), PAGE)
    const env = { ...stage.ownEnv, ...stage.kymoEnv }
    const app = await serveNextApp(stage.copy.folder, stage.mode, env, stage.version)
    try {
      const failures = new Failures({ ...stage, app })
      const { exception } = await failures.fail('/cached')
      expect(exception.attributes['exception.message']).toBe('cached gave way')
      await failures.expectPlace(exception.attributes, 'app/cached/page.tsx', 'cached gave way')
    } finally {
      await app.process.stop()
    }
  })
}
