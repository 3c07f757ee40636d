import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Visit } from './visits.ts'

/** A source of the fixture app that has a mark such as `page:0;`, and the request whose answer shows it. */
export interface Source {
  readonly name: string
  readonly file: string
  readonly shownBy: Visit
}

export const SOURCES: readonly Source[] = [
  { name: 'handler', file: 'app/api/handler/route.ts', shownBy: 'handler' },
  { name: 'page', file: 'app/page.tsx', shownBy: 'page' },
  { name: 'layout', file: 'app/layout.tsx', shownBy: 'page' },
  { name: 'proxy', file: 'proxy.ts', shownBy: 'old' },
  { name: 'shared', file: 'lib/shared.ts', shownBy: 'page' },
  { name: 'instrumentation', file: 'instrumentation.ts', shownBy: 'edge' },
  { name: 'client', file: 'app/counter.tsx', shownBy: 'page' },
  { name: 'legacy', file: 'pages/legacy.tsx', shownBy: 'legacy' },
  { name: 'old', file: 'pages/api/old.ts', shownBy: 'old' },
  { name: 'edge', file: 'app/api/edge/route.ts', shownBy: 'edge' },
  { name: 'action', file: 'app/actions.ts', shownBy: 'action' },
]

/** An edit of it ends the app's process, and Next.js starts another. */
export const CONFIG: Source = { name: 'config', file: 'next.config.ts', shownBy: 'handler' }

/** Writes the next number into the source's mark, and returns the mark. Next.js 15 calls the proxy middleware. */
export async function edit(folder: string, { name, file }: Source, number: number | string): Promise<string> {
  const mark = `${name}:${number};`
  const given = join(folder, file)
  const path = existsSync(given) ? given : join(folder, 'middleware.ts')
  const changed = (await readFile(path, 'utf8')).replace(new RegExp(`${name}:[\\d.]+;`), mark)
  // All at once, as editors do: half a file would be an edit of its own. Beside the app, where nobody watches.
  const beside = `${folder}.${name}`
  await writeFile(beside, changed)
  await rename(beside, path)
  return mark
}
