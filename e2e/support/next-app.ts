import { join } from 'node:path'
import { freePort, type Running, repository, start } from './processes.ts'

const next = join(repository, 'node_modules/next/dist/bin/next')
const preload = new URL('../../packages/next/dist/register.js', import.meta.url).href

export type NextMode = 'dev' | 'dev-webpack' | 'start'

export interface NextApp {
  readonly url: string
  readonly process: Running
}

/** A Next.js app with the agent preloaded, served in one of its ways. */
export async function startNextApp(
  folder: string,
  mode: NextMode,
  env: Readonly<Record<string, string>>,
): Promise<NextApp> {
  const quiet = { NEXT_TELEMETRY_DISABLED: '1' }
  if (mode === 'start') {
    const build = start('node', [next, 'build'], { cwd: folder, env: quiet })
    if ((await build.exited) !== 0) throw new Error(build.output())
  }
  const port = await freePort()
  const command = mode === 'start' ? ['start'] : mode === 'dev' ? ['dev'] : ['dev', '--webpack']
  const process = start('node', [next, ...command, '--port', String(port)], {
    cwd: folder,
    env: { ...quiet, ...env, NODE_OPTIONS: `--import=${preload}` },
  })
  await process.printed(/Ready in/)
  return { url: `http://localhost:${port}`, process }
}
