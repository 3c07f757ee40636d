import { describe, expect, it } from 'vitest'
import { clientFetch, load, outbound, render, request } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

/** A slow page: compiled, then held up by a call to another server. */
function slow() {
  const { page: plain, told } = load('/slow')
  const page = { ...plain, duration: 1500, attributes: { ...plain.attributes, 'kymo.ttfb': 1400 } }
  const body = render(page, 'render /slow', 'AppRender.getBodyResult', {
    start: page.start + 250,
    duration: 1200,
  })
  const tree = render(body, 'build component tree', 'NextNodeServer.createComponentTree', {
    start: body.start + 5,
    duration: 30,
  })
  const layout = render(tree, 'load segment /', 'NextNodeServer.getLayoutOrPageModule', {
    start: tree.start + 1,
  })
  const compile = render(page, 'compile', 'DevBundlerService.ensurePage', {
    start: page.start + 10,
    duration: 150,
  })
  const call = outbound(body, 'http://upstream.test/slow', {
    start: body.start + 50,
    duration: 1000,
    attributes: { 'kymo.ttfb': 950 },
  })
  return { page, told, call, facts: [page, body, tree, layout, compile, call] }
}

describe('a slow page', () => {
  it('says at a glance where its time went, and leads to what took the longest', async () => {
    const app = await stage.start()
    const { page: opened, facts, call } = slow()
    await app.send(facts)
    const { page } = await stage.open(`${app.collector.url}/?session=${opened.spanId}`)
    const parts = page.getByRole('region', { name: 'Where the time went' }).getByRole('listitem')
    await expect.poll(() => parts.count()).toBe(5)
    expect((await parts.allTextContents()).map((text) => text.replace(/\s/g, ' '))).toEqual([
      'waiting for fetches1.00 s66.7 %',
      'rendering200 ms13.3 %',
      'compiling150 ms10.0 %',
      'other work100 ms6.7 %',
      'sending50.0 ms3.3 %',
    ])
    await parts.first().getByRole('button').click()
    await expect.poll(() => search(page).get('detail')).toBe(`${call.traceId}-${call.spanId}`)
    await page.getByText('first byte', { exact: true }).waitFor()
  })

  it('has the steps of its rendering in one row, which opens and stays open', async () => {
    const app = await stage.start()
    const { page: opened, facts } = slow()
    await app.send(facts)
    const { page } = await stage.open(`${app.collector.url}/?session=${opened.spanId}`)
    const timeline = rows(page, 'Timeline')
    await timeline.getByText('4 render steps').waitFor()
    const names = async () =>
      (await timeline.locator('.timeline-name').allTextContents()).map((text) =>
        text.replace(/[\d.]+\s\S+$/, ''),
      )
    expect(await names()).toEqual(['/slow', '4 render steps', '/slow upstream.test'])

    await timeline.getByText('4 render steps').click()
    await expect
      .poll(names)
      .toEqual([
        '/slow',
        '4 render steps',
        'compile',
        'render /slow',
        'build component tree',
        'load segment /',
        '/slow upstream.test',
      ])
    expect(search(page).get('renders')).toBe('shown')
    await page.goto(`${app.collector.url}/?session=${opened.spanId}`)
    await timeline.getByText('build component tree').waitFor()
    await page.getByRole('treegrid', { name: 'Timeline' }).focus()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => timeline.count()).toBe(3)
    await page.reload()
    await timeline.getByText('4 render steps').waitFor()
    expect(await timeline.count()).toBe(3)
  })

  it('shows what the browser asked for with the request that answered it, and where each ran', async () => {
    const app = await stage.start()
    const { page: opened, told } = load('/about')
    const call = clientFetch(opened.spanId, 'http://localhost:3000/api/stock', { start: opened.start + 900 })
    const api = request('/api/stock', {
      traceId: call.traceId,
      parentId: call.spanId,
      start: call.start + 5,
      duration: 40,
      attributes: { 'kymo.runtime': 'edge' },
    })
    const inner = outbound(api, 'http://upstream.test/stock')
    await app.send([opened, api, inner])
    await app.sendFromPage([told, call])
    const { page } = await stage.open(`${app.collector.url}/?session=${opened.spanId}`)
    const timeline = rows(page, 'Timeline')
    await expect.poll(() => timeline.count()).toBe(5)
    const shape = await timeline.evaluateAll((elements) =>
      elements.map((element) => [
        element.getAttribute('aria-level'),
        element.querySelector('.timeline-name')?.textContent?.replace(/[\d.]+\s\S+$/, ''),
      ]),
    )
    expect(shape).toEqual([
      ['1', '/aboutloadbrowser'],
      ['2', '/about'],
      ['1', '/api/stock localhost:3000browser'],
      ['2', '/api/stockedge'],
      ['3', '/stock upstream.test'],
    ])
    await rows(page, 'Fetches').filter({ hasText: 'Client component' }).waitFor()
  })
})
