import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCollector } from '@kymo/server'
import type { Read } from './reconcile.ts'

export interface HmrCollector {
  readonly url: string
  readonly token: string
  readonly read: Read
  close(): Promise<void>
}

/**
 * A real collector over a store on disk.
 * @param folder of the store; default: a temporary one
 */
export async function startCollector(folder?: string): Promise<HmrCollector> {
  const own = folder === undefined ? await mkdtemp(join(tmpdir(), 'kymo-hmr-')) : undefined
  const token = 'token-of-the-test'
  const store = { kind: 'duckdb', folder: folder ?? (own as string) } as const
  const collector = await createCollector({ port: 0, token, openReads: true, store })
  return {
    url: collector.url,
    token,
    read: reader(collector.url),
    close: async () => {
      await collector.close()
      if (own !== undefined) await rm(own, { recursive: true, force: true })
    },
  }
}

/** Reads a collector's API; what is not answered with 200 throws. */
export function reader(collector: string): Read {
  return async <View>(path: string): Promise<View> => {
    const response = await fetch(collector + path)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as View
  }
}
