/** What is used of Hono's request. */
export interface HonoRequest {
  readonly method: string
  readonly url: string
  readonly raw: { readonly headers: Headers }
  readonly routeIndex: number
  readonly matchedRoutes: readonly HonoRoute[]
}

interface HonoRoute {
  readonly path: string
  /** `ALL` for those of middlewares. */
  readonly method: string
  readonly handler: { readonly length: number }
}

/**
 * The pattern of the route that took a request of Hono 4, or would have, had no middleware answered. To be asked after
 * `next()`.
 */
export function routeOfHono({ matchedRoutes, routeIndex }: HonoRequest): string | undefined {
  return matchedRoutes.slice(routeIndex).find((route) => !isMiddleware(route))?.path
}

function isMiddleware({ method, handler }: HonoRoute): boolean {
  return method === 'ALL' && handler.length > 1
}
