import {
  type BrowserComponents,
  type BrowserMemory,
  type BrowserVitals,
  type CollectorStatus,
  type ErrorGroup,
  type ErrorGroupDetail,
  type Fact,
  MEMORY_EVENT,
} from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { component } from '../../../../tests/support/page-reports.ts'
import { browserResource, navigation, pageError, postAsPage } from '../../src/testing/browser.ts'
import { batch, T } from '../../src/testing/facts.ts'
import { PageStand } from '../../src/testing/page-stand.ts'
import { componentsReport, report } from '../../src/testing/reports.ts'
import { vital } from '../../src/testing/vitals.ts'

const stand = new PageStand()
const VISIT = 'a'.repeat(16)

describe('a page whose clock is wrong', () => {
  const HOUR = 3_600_000
  const crumb = { time: T, category: 'click', level: 'info', message: 'click' }
  const error = pageError(VISIT, 'late')
  const told = (off: number) =>
    [
      { ...navigation({ start: T + off }), duration: 5 },
      { ...vital('LCP', 900), time: T + off },
      {
        ...error,
        time: T + off,
        attributes: {
          ...error.attributes,
          'kymo.breadcrumbs': JSON.stringify([{ ...crumb, time: T + off }]),
        },
      },
    ] satisfies Fact[]
  const post = (off: number, sent: string) =>
    postAsPage(stand.collector, batch(told(off), browserResource()), {}, undefined, sent)

  it.each([-50 * 24 * HOUR, -3 * HOUR, 3 * HOUR, 400 * 24 * HOUR])(
    'by %i ms tells of when things were by the collector’s, if it says when it sent them',
    async (off) => {
      expect((await post(off, String(stand.collector.time + off))).status).toBe(200)
      const { loads, vitals } = await stand.collector.get<BrowserVitals>('/api/browser/vitals?window=1m')
      expect([loads, vitals[0]?.trend[0]?.time]).toEqual([1, T])
      const { rows } = await stand.collector.get<{ rows: ErrorGroup[] }>('/api/errors')
      const { errors } = await stand.collector.get<ErrorGroupDetail>(`/api/errors/${rows[0]?.fingerprint}`)
      expect(errors[0]).toMatchObject({ time: T, report: { breadcrumbs: [{ time: T }] } })
    },
  )

  it('by less than a batch may be under way is left as it is', async () => {
    expect((await post(-30_000, String(stand.collector.time - 30_000))).status).toBe(200)
    const { rows } = await stand.collector.get<{ rows: ErrorGroup[] }>('/api/errors')
    expect(rows[0]?.lastSeen).toBe(T - 30_000)
  })

  it('may not say what is no time', async () => {
    expect((await post(0, 'soon')).status).toBe(400)
  })
})

describe('what a page tells and can not be read', () => {
  it('is left out, counted and said in the status', async () => {
    await stand.tell('one', [
      report('kymo.components', '{'),
      report('kymo.components', { slowThreshold: 1, components: [{ name: 7 }], leftOut: 0 }),
      report('kymo.signals', { signals: [] }),
      report('kymo.commit', 'x'.repeat(30_000)),
      componentsReport([component('Row')]),
      vital('LCP', -5),
      vital('LCP', 5, { attributes: { 'kymo.device': 'fridge' } }),
      { ...report('kymo.leak', '{}') },
      { ...report(MEMORY_EVENT, '{'), attributes: { 'kymo.report': '{', 'kymo.memory.used': 5 } },
    ])
    expect((await stand.collector.get<BrowserComponents>('/api/browser/components')).components).toHaveLength(
      1,
    )
    expect((await stand.collector.get<BrowserMemory>('/api/browser/memory')).samples).toEqual([
      { time: T, used: 5 },
    ])
    const { store, brokenReports } = await stand.collector.get<CollectorStatus>('/api/status')
    expect(store.events).toBe(2)
    expect(brokenReports).toEqual({
      count: 8,
      newest: {
        event: MEMORY_EVENT,
        app: 'shop',
        problem: 'kymo.report: The report is not JSON.',
        time: T + 10_000,
      },
    })
  })

  it('is not there where all could be read', async () => {
    await stand.tell('one', [componentsReport([])])
    expect(await stand.collector.get<CollectorStatus>('/api/status')).not.toHaveProperty('brokenReports')
  })

  it('or of a time to come is not kept: it would outlive all else', async () => {
    await stand.tell('one', [vital('LCP', 1, { time: T + 200_000_000 }), navigation({ start: T + 8e14 })])
    expect((await stand.collector.get<CollectorStatus>('/api/status')).store).toMatchObject({
      events: 0,
      spans: 0,
    })
  })
})

describe('all of them', () => {
  it.each(['vitals', 'components', 'signals', 'memory', 'network', 'health'])(
    '%s refuses what it does not know, and reads any window',
    async (name) => {
      expect(await stand.codeOf(`/api/browser/${name}?x=1`)).toBe('400 INVALID_PARAMETER')
      expect(await stand.codeOf(`/api/browser/${name}?window=1h&from=1`)).toBe('400 INVALID_PARAMETER')
      await stand.collector.get(`/api/browser/${name}?window=all`)
      await stand.collector.get(`/api/browser/${name}?from=${T}&to=${T + 1}`)
      await stand.collector.get(`/api/browser/${name}?window=7d&app=shop`)
    },
  )
})
