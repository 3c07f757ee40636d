import { Hono } from 'hono'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

/** `GET /api/alerts` */
export function alertRoutes({ alerts }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', (c) => {
    new Parameters(new URL(c.req.url).searchParams, [])
    return c.json(alerts.list())
  })
}
