import { afterAll, beforeAll } from 'vitest'
import { type AppCopy, type NextApp, type NextMode, type NextVersion, startNextApp } from './next-app.ts'
import { buildQuickly } from './quick-build.ts'

/** How an app is served. */
export type Way = readonly [version: NextVersion, mode: NextMode]

export interface StageCollector {
  readonly url: string
  close(): Promise<void>
}

/** An app under a real server of Next.js, and what it tells; there from `beforeAll` on. */
export interface Stage<Collector extends StageCollector> {
  readonly version: NextVersion
  readonly mode: NextMode
  readonly collector: Collector
  /** The app's own sources, for edits. */
  readonly copy: AppCopy
  readonly app: NextApp
}

export interface StageOptions<Collector extends StageCollector> {
  readonly collector: () => Promise<Collector>
  readonly copy: () => Promise<AppCopy>
  /** Of the app; called when what an earlier `beforeAll` starts is there. */
  readonly env?: () => Readonly<Record<string, string>>
  /** Whether it is built as users build it; default: quickly. */
  readonly asUsersDo?: boolean
}

/** Starts an app before the tests of a suite, and ends it after them. */
export function startStage<Collector extends StageCollector>(
  [version, mode]: Way,
  { collector, copy, env = () => ({}), asUsersDo = false }: StageOptions<Collector>,
): Stage<Collector> {
  const stage = { version, mode } as { -readonly [Key in keyof Stage<Collector>]: Stage<Collector>[Key] }

  beforeAll(async () => {
    ;[stage.collector, stage.copy] = await Promise.all([collector(), copy()])
    if (!asUsersDo) await buildQuickly(stage.copy)
    stage.app = await startNextApp(
      stage.copy.folder,
      mode,
      { KYMO_URL: stage.collector.url, KYMO_TOKEN: 'test', KYMO_ENV: 'development', ...env() },
      version,
    )
  })

  afterAll(async () => {
    await stage.app?.process.stop()
    await stage.collector?.close()
    await stage.copy?.remove()
  })

  return stage
}
