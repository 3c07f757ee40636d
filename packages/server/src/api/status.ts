import { Hono } from 'hono'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

/** `GET /api/status` */
export function statusRoutes({ status }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', async (c) => {
    new Parameters(new URL(c.req.url).searchParams, [])
    return c.json(await status())
  })
}
