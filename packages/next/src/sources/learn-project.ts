import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'
import { setProjectFolder } from './project-files.ts'

type Initialize = (options: { readonly dir?: unknown }, ...rest: unknown[]) => unknown

/** `server/lib/router-server`: is told where the project is, which need not be the working directory. */
export function learnProject(exports: Exports): Exports | undefined {
  const initialize = exports.initialize as Initialize | undefined
  if (typeof initialize !== 'function') return undefined
  return withExport(exports, 'initialize', (...args: Parameters<Initialize>) => {
    guard('project', () => {
      const { dir } = args[0]
      if (typeof dir === 'string') setProjectFolder(dir)
    })
    return initialize(...args)
  })
}
