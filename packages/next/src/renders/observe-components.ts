import { relativeToProject } from '../actions/action-info.ts'
import { guard } from '../internals/guard.ts'
import type { Exports } from '../internals/module-watch.ts'
import type { Renders } from './renders.ts'
import { segmentPath } from './segment-path.ts'

type Fn = (...args: unknown[]) => unknown
type UserModule = Readonly<Record<string, unknown>>

/** What a segment's folder holds, by the kind of file: how to load the module, and the file. */
type Convention = [load: () => unknown, file: unknown]

/** A segment: its name, its parallel routes, its files. */
type LoaderTree = readonly [
  segment: string,
  slots: Readonly<Record<string, LoaderTree>>,
  files: Readonly<Record<string, Convention | undefined>>,
]

interface RouteModule {
  readonly userland?: { readonly loaderTree?: LoaderTree }
}

/** What a layout or a page exports that runs for each request, and what it is called here. */
const EXPORTS = { generateMetadata: 'metadata', generateViewport: 'viewport' } as const

const CONVENTIONS = { layout: 'layout', page: 'page', defaultPage: 'default page' } as const

/**
 * `AppPageRouteModule` of the compiled runtimes: makes a span of each call of a layout, a page, and of what they
 * export to make metadata. Next.js traces the loading of these modules but not what they do.
 */
export function observeComponents(renders: Renders, exports: Exports): undefined {
  const routeModule = exports.AppPageRouteModule as { prototype?: Record<string, unknown> } | undefined
  const prototype = routeModule?.prototype
  const components = new Components(renders)
  for (const method of ['render', 'prerender']) {
    const render = prototype?.[method]
    if (prototype === undefined || typeof render !== 'function') continue
    prototype[method] = function (this: RouteModule, ...args: unknown[]) {
      guard('components', () => components.observe(this.userland?.loaderTree))
      return Reflect.apply(render, this, args)
    }
  }
}

class Components {
  readonly #renders: Renders
  readonly #trees = new WeakSet<LoaderTree>()
  /** The observed by the original: the same each time, so that it has one identity. */
  readonly #modules = new WeakMap<object, UserModule>()
  readonly #functions = new WeakMap<Fn, Fn>()

  constructor(renders: Renders) {
    this.#renders = renders
  }

  observe(tree: LoaderTree | undefined): void {
    if (!Array.isArray(tree) || this.#trees.has(tree)) return
    this.#trees.add(tree)
    const [, slots, files] = tree
    for (const [convention, words] of Object.entries(CONVENTIONS)) {
      const entry = files?.[convention]
      if (Array.isArray(entry) && typeof entry[0] === 'function') this.#observeFile(words, entry)
    }
    for (const slot of Object.values(slots ?? {})) this.observe(slot)
  }

  #observeFile(words: string, entry: Convention): void {
    const [load, path] = entry
    // What Next.js itself supplies where the app has no such file.
    if (typeof path !== 'string' || path.includes('node_modules') || path.startsWith('next/')) return
    const file = relativeToProject(path.replace(/^\[project\]\//, ''), process.cwd())
    entry[0] = () => {
      const loaded = load()
      return loaded instanceof Promise
        ? loaded.then((module) => this.#observeModule(words, file, module))
        : this.#observeModule(words, file, loaded)
    }
  }

  #observeModule(words: string, file: string, module: unknown): unknown {
    return guard('components', () => this.#observedModule(words, file, module)) ?? module
  }

  #observedModule(words: string, file: string, module: unknown): unknown {
    if (typeof module !== 'object' || module === null) return module
    const known = this.#modules.get(module)
    if (known !== undefined) return known
    const exports = module as UserModule
    // Read each time: a hot reload may put another function into the same module.
    const observed = (name: string, called: string): PropertyDescriptor => ({
      enumerable: true,
      get: () => {
        const fn = exports[name]
        return isPlain(fn) ? this.#observed(called, file, fn) : fn
      },
    })
    const replaced: PropertyDescriptorMap = {}
    if ('default' in exports) replaced.default = observed('default', words)
    for (const [name, called] of Object.entries(EXPORTS)) {
      if (name in exports) replaced[name] = observed(name, called)
    }
    const result: UserModule = Object.create(module, replaced)
    this.#modules.set(module, result)
    return result
  }

  #observed(words: string, file: string, fn: Fn): Fn {
    const known = this.#functions.get(fn)
    if (known !== undefined) return known
    const work = { name: `${words} ${segmentPath(file)}`, attributes: { 'code.file.path': file } }
    // A proxy, because React and Next.js go by the function's name, length and marks.
    const observed = new Proxy(fn, {
      apply: (target, self, args) => this.#renders.watch(work, () => Reflect.apply(target, self, args)),
    })
    this.#functions.set(fn, observed)
    return observed
  }
}

/** A function that runs here; references to client components and cached functions are marked. */
function isPlain(value: unknown): value is Fn {
  return typeof value === 'function' && !('$$typeof' in value)
}
