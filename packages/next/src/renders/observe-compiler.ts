import type { Exports } from '../internals/module-watch.ts'
import { withExport } from '../internals/module-watch.ts'
import type { Renders } from './renders.ts'

interface EnsureOptions {
  readonly page?: string
  readonly definition?: { readonly pathname?: string } | null
}

interface HotReloader {
  ensurePage?(options: EnsureOptions): Promise<unknown>
}

type CreateHotReloader = (...args: unknown[]) => Promise<HotReloader>

/** Milliseconds: what is compiled already is only looked up. */
const WORTH_SHOWING = 2

/** `server/dev/hot-reloader-turbopack`: makes a span of the compilation that a request waits for. */
export function observeTurbopack(renders: Renders, exports: Exports): Exports | undefined {
  const create = exports.createHotReloaderTurbopack as CreateHotReloader | undefined
  if (typeof create !== 'function') return undefined
  return withExport(exports, 'createHotReloaderTurbopack', async (...args: unknown[]) => {
    const hotReloader = await create(...args)
    watchEnsure(renders, hotReloader)
    return hotReloader
  })
}

/** `server/dev/hot-reloader-webpack`: the same of the other bundler. */
export function observeWebpack(renders: Renders, exports: Exports): undefined {
  const prototype = (exports.default as { prototype?: HotReloader } | undefined)?.prototype
  if (prototype !== undefined) watchEnsure(renders, prototype)
}

function watchEnsure(renders: Renders, owner: HotReloader): void {
  const ensure = owner.ensurePage
  if (typeof ensure !== 'function') return
  owner.ensurePage = function (this: HotReloader, options) {
    const name = `compile ${pageName(options)}`
    return renders.watch({ name, atLeast: WORTH_SHOWING }, () => Reflect.apply(ensure, this, [options]))
  }
}

function pageName({ page = '', definition }: EnsureOptions): string {
  return definition?.pathname ?? (page.replace(/(?<=.)\/(?:page|route)$/, '') || '/')
}
