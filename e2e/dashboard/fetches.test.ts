import { describe, expect, it } from 'vitest'
import { outbound, request } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('fetches', () => {
  it('say what the cache did and why, where they were called, and what they weigh', async () => {
    const app = await stage.start()
    const root = request('/')
    await app.send([
      root,
      outbound(root, 'http://upstream.test/products', {
        attributes: {
          'kymo.cache.status': 'hit',
          'kymo.cache.reason': 'cache: force-cache',
          'kymo.cache.mode': 'force-cache',
          'kymo.cache.revalidate': 60,
          'kymo.cache.tags': ['products', 'prices'],
          'kymo.fetch.origin': 'server-component',
          'code.file.path': 'lib/upstream.ts',
          'code.line.number': 24,
          'code.column.number': 9,
          'code.function.name': 'upstream',
          'http.request.body.size': 120,
          'http.response.body.size': 4200,
        },
      }),
      outbound(root, 'http://upstream.test/unsaid', {
        start: root.start + 40,
        attributes: { 'kymo.cache.status': 'none of those known' },
      }),
    ])
    const { page } = await stage.open(`${app.collector.url}/?session=all`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const row = rows(page, 'Fetches').filter({ hasText: '/products' })
    await row.getByText('hit', { exact: true }).waitFor()
    expect(await row.getByText('hit', { exact: true }).getAttribute('title')).toBe(
      'Answered from the cache: cache: force-cache\nMode: force-cache\nkept for 1.00 min\nTags: products, prices',
    )
    expect(await row.textContent()).toContain('Server component')
    expect(await row.textContent()).toContain('lib/upstream.ts:24')
    await rows(page, 'Fetches').filter({ hasText: '/unsaid' }).getByText('unknown', { exact: true }).waitFor()

    await row.click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByText('Answered from the cache: cache: force-cache.').waitFor()
    await detail.getByText('kept for 1.00 min').waitFor()
    for (const tag of ['products', 'prices']) await detail.getByText(tag, { exact: true }).waitFor()
    const text = await detail.textContent()
    for (const part of ['FromServer component', 'in upstream', 'Request120', 'Response4.20'])
      expect(text).toContain(part)
    await detail.getByRole('button', { name: 'Copy lib/upstream.ts:24:9' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('lib/upstream.ts:24:9')
  })

  it('can be chosen by where they come from', async () => {
    const app = await stage.start()
    const root = request('/')
    const from = (origin: string) =>
      outbound(root, `http://upstream.test/${origin}`, { attributes: { 'kymo.fetch.origin': origin } })
    await app.send([root, from('proxy'), from('edge'), outbound(root, 'http://upstream.test/unsaid')])
    const { page } = await stage.open(`${app.collector.url}/?session=all`)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(3)
    await page.getByRole('combobox', { name: 'From' }).click()
    await page.getByRole('option', { name: 'Edge' }).click()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('origin')).toBe('edge')
    await page.reload()
    await rows(page, 'Fetches').filter({ hasText: '/edge' }).waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(3)
  })

  it('that broke off after a good status are errors, those that the app gave up are not', async () => {
    const app = await stage.start()
    const root = request('/')
    const ended = (path: string, status: 'error' | 'unset', errorType: string) =>
      outbound(root, `http://upstream.test/${path}`, { status, attributes: { 'error.type': errorType } })
    await app.send([
      root,
      ended('broken', 'error', 'UND_ERR_SOCKET'),
      ended('left', 'unset', 'AbortError'),
      outbound(root, 'http://upstream.test/whole'),
    ])
    const { page } = await stage.open(app.collector.url)
    const failed = rows(page, 'Fetches').getByRole('img', { name: 'failed' })
    const broken = rows(page, 'Fetches').filter({ hasText: '/broken' })
    await broken.getByText('UND_ERR_SOCKET').waitFor()
    await rows(page, 'Fetches').filter({ hasText: '/left' }).getByText('given up').waitFor()
    await broken.getByRole('img', { name: 'failed' }).waitFor()
    expect(await failed.count()).toBe(1)
    await page.getByRole('tab', { name: 'Errors 1', exact: true }).click()
    await rows(page, 'Errors')
      .getByText('GET http://upstream.test/broken answered 200, then failed')
      .waitFor()
    expect(await rows(page, 'Errors').count()).toBe(1)
  })
})
