import { Module } from 'node:module'
import { guard } from './guard.ts'

/** What a CommonJS module exports, by name. */
export type Exports = Record<string, unknown>

/** Gets the exports of a file of Next.js when it was loaded; what it returns takes their place. */
export type ModuleListener = (exports: Exports) => Exports | undefined

interface LoadedModule {
  exports: Exports
  readonly loaded: boolean
}

interface ModuleInternals {
  readonly _extensions: Record<string, Loader>
  readonly _cache: Readonly<Record<string, LoadedModule | undefined>>
}

type Loader = (module: LoadedModule, filename: string) => void

const NEXT_FILE = /[\\/]next[\\/]dist[\\/](.+)$/

/**
 * Watches the loading of Next.js's own files, in whatever copy of it the app uses. Those that were loaded before are
 * told of at once; replacing their exports then reaches only who asks for them from then on.
 *
 * The loader of `.js` files is wrapped rather than `require`: it runs once a file, not once a call.
 *
 * @param listeners by the file's path within `next/dist`, with forward slashes
 * @returns how to undo it
 */
export function watchNextModules(listeners: ReadonlyMap<string, ModuleListener>): () => void {
  const { _extensions: loaders, _cache: cache } = Module as unknown as ModuleInternals
  const load = loaders['.js']
  if (load === undefined) return () => {}

  function tell(module: LoadedModule, filename: string): void {
    const path = NEXT_FILE.exec(filename)?.[1]
    if (path === undefined) return
    const name = path.replaceAll('\\', '/')
    const listener = listeners.get(name)
    if (listener === undefined) return
    const replacement = guard(name, () => listener(module.exports))
    if (replacement !== undefined) module.exports = replacement
  }

  function loadWatched(this: unknown, module: LoadedModule, filename: string): void {
    Reflect.apply(load as Loader, this, [module, filename])
    tell(module, filename)
  }

  for (const [filename, module] of Object.entries(cache)) if (module?.loaded) tell(module, filename)
  loaders['.js'] = loadWatched
  return () => {
    if (loaders['.js'] === loadWatched) loaders['.js'] = load
  }
}

/** The exports with one of them replaced. Next.js defines them as getters that can't be redefined. */
export function withExport(exports: Exports, name: string, value: unknown): Exports {
  return new Proxy(exports, {
    get: (target, property, receiver) =>
      property === name ? value : Reflect.get(target, property, receiver),
  })
}
