/** What is used of an Express 5 application, its routers, their layers and routes. */
export interface ExpressApp {
  readonly router?: ExpressRouter
  readonly parent?: ExpressApp
  readonly mountpath?: unknown
}

interface ExpressRouter {
  readonly stack?: readonly ExpressLayer[]
}

interface ExpressLayer {
  /** The pattern as the app wrote it; from router 2.1 on. */
  readonly rawPath?: unknown
  readonly route?: ExpressRoute
  readonly handle?: ExpressRouter
}

export interface ExpressRoute {
  readonly path?: unknown
}

/** Routers may be mounted below themselves. */
const DEPTH = 10

const known = new WeakMap<ExpressRoute, readonly string[]>()

/**
 * The pattern below which a route is mounted, such as `/users/:id`, where `baseUrl` only holds what stood there,
 * such as `/users/42`. Looked up in the routers once for each route; where they don't tell, it is `baseUrl`.
 */
export function mountedAt(app: ExpressApp, route: ExpressRoute, baseUrl: string): string {
  let patterns = known.get(route)
  if (patterns === undefined) {
    const below = mountPattern(app)
    patterns = find(app.router?.stack, route, '', 0).map((pattern) => below + pattern)
    known.set(route, patterns)
  }
  return patterns.find((pattern) => matches(pattern, baseUrl)) ?? baseUrl
}

function mountPattern(app: ExpressApp): string {
  if (app.parent === undefined) return ''
  const { mountpath } = app
  const path = Array.isArray(mountpath) ? mountpath[0] : mountpath
  return mountPattern(app.parent) + (typeof path === 'string' && path !== '/' ? path : '')
}

function find(
  stack: readonly ExpressLayer[] | undefined,
  route: ExpressRoute,
  trail: string,
  depth: number,
): string[] {
  if (stack === undefined || depth > DEPTH) return []
  return stack.flatMap((layer) => {
    if (layer.route !== undefined) return layer.route === route ? [trail] : []
    const inner = layer.handle?.stack
    if (inner === undefined) return []
    const paths = Array.isArray(layer.rawPath) ? layer.rawPath : [layer.rawPath]
    return paths.flatMap((path) =>
      typeof path === 'string' ? find(inner, route, path === '/' ? trail : trail + path, depth + 1) : [],
    )
  })
}

/** Whether each segment of the URL is what the pattern says there, or the pattern leaves it open. */
function matches(pattern: string, url: string): boolean {
  const wanted = pattern.split('/')
  const given = url.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((segment, i) => /[:*{]/.test(segment) || segment.toLowerCase() === given[i]?.toLowerCase())
  )
}
