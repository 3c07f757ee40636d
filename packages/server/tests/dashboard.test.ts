import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dashboardRoutes } from '../src/api/dashboard.ts'
import { type TemporaryFolder, temporaryFolder } from '../src/testing/temporary-folder.ts'

let folder: TemporaryFolder

beforeEach(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'public/assets'), { recursive: true })
  await writeFile(join(folder.path, 'secret.js'), 'secret')
  await writeFile(join(folder.path, 'public/index.html'), '<!doctype html><title>Kymo</title>')
  await writeFile(join(folder.path, 'public/theme.js'), 'theme')
  await writeFile(join(folder.path, 'public/.hidden.js'), 'hidden')
  await writeFile(join(folder.path, 'public/assets/index-B1x.js'), 'code')
  await writeFile(join(folder.path, 'public/assets/inter-1.woff2'), 'font')
  await symlink(join(folder.path, 'secret.js'), join(folder.path, 'public/link.js'))
})

afterEach(() => folder.remove())

const get = (path: string, headers: Record<string, string> = {}) =>
  dashboardRoutes(join(folder.path, 'public')).request(path, { headers })

describe('the dashboard’s files', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/performance', 'text/html; charset=utf-8', 'no-cache'],
    ['/activity/0000000000000001', 'text/html; charset=utf-8', 'no-cache'],
    ['/theme.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/assets/index-B1x.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/inter-1.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ])('%s comes as %s, kept %s', async (path, type, cache) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe(cache)
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
  })

  it('come again only when they changed', async () => {
    const etag = (await get('/')).headers.get('etag') as string
    const again = await get('/', { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await writeFile(join(folder.path, 'public/index.html'), 'new')
    expect((await get('/', { 'if-none-match': etag })).status).toBe(200)
  })

  it.each([
    '/nothing.js',
    '/.hidden.js',
    '/link.js',
    '/assets',
    '/assets/../../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
  ])('do not include %s', async (path) => {
    const app = dashboardRoutes(join(folder.path, 'public'))
    app.onError(() => new Response('refused', { status: 404 }))
    const text = await (await app.request(path)).text()
    expect(text).not.toMatch(/secret|hidden/)
  })

  it('that are not built are asked for, with what there is already', async () => {
    const response = await dashboardRoutes(join(folder.path, 'none')).request('/')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run build')
  })
})
