import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { notFound } from './api-error.ts'
import type { ApiEnv } from './context.ts'
import { NOT_BUILT_PAGE } from './not-built-page.ts'

/** Where the dashboard's build puts its files. */
export const DASHBOARD_FOLDER = fileURLToPath(new URL('../../public', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Libraries for lists and charts place their elements with inline styles.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A plain name in each part: nothing hidden, nothing that climbs. */
const PATH = /^(?:\/[\w@-][\w@.-]*)+$/

/** The dashboard's files; any address without a file extension is a page of the dashboard. */
export function dashboardRoutes(folder: string = DASHBOARD_FOLDER): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('*', async (c) => {
    const { path } = c.req
    const isPage = extname(path) === ''
    const file = isPage ? '/index.html' : path
    const content = await readWithin(folder, file)
    if (content === undefined) {
      if (!isPage) throw notFound('There is no such file.')
      c.header('content-security-policy', CONTENT_SECURITY_POLICY)
      c.header('cache-control', 'no-store')
      return c.html(NOT_BUILT_PAGE, 503)
    }
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    c.header('etag', etag)
    // Names below /assets/ change with their content.
    c.header(
      'cache-control',
      path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    c.header('content-security-policy', CONTENT_SECURITY_POLICY)
    if (
      c.req
        .header('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag)
    )
      return c.body(null, 304)
    c.header('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
    return c.body(content)
  })
}

/** `undefined` for what is no file below the folder, links followed. */
async function readWithin(folder: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!PATH.test(path)) return undefined
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    if (!file.startsWith(root + sep)) return undefined
    return new Uint8Array(await readFile(file))
  } catch {
    return undefined
  }
}
