import { beforeEach, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/** The functions are in the page as `kymo`, beside those of the browser. */
const script = bundle(`
  import * as kymo from '@kymo/browser'
  self.kymo = kymo
`)

const stand = useStand({ script })

type Kymo = typeof import('@kymo/browser')
declare const kymo: Kymo

beforeEach(async () => {
  await stand.open()
})

test('nothing that a mark or measure is given makes it throw', async () => {
  const made = await stand.page.evaluate(() => {
    const throws = {
      get detail(): unknown {
        throw new Error('of the app')
      },
    }
    const none = null as unknown as undefined
    const odd = Object.create(null) as string
    return [
      kymo.mark('none', none),
      kymo.mark('throws', throws),
      kymo.mark(odd),
      kymo.mark('domComplete', { startTime: 1 }),
      kymo.mark('past', { startTime: -1 }),
      kymo.measure('none', none),
      kymo.measure('throws', throws),
      kymo.measure(odd, odd),
    ].map((timing) => timing?.name)
  })
  expect(made).toEqual(['none', 'throws', '', 'domComplete', 'past', 'none', 'throws', ''])
})

test('a moment that is no number is now', async () => {
  const starts = await stand.page.evaluate(() =>
    [Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number].map((startTime) => {
      const before = performance.now()
      const at = kymo.mark('odd', { startTime }).startTime
      return before <= at && at <= performance.now()
    }),
  )
  expect(starts).toEqual([true, true, true])
})

test('a measure is from the page’s start and until now where nothing else is given, with its detail', async () => {
  const [detail, duration, both] = await stand.page.evaluate(() => {
    const now = performance.now()
    const since = ({ startTime, duration, detail } = kymo.measure('none') as never) => ({
      start: startTime < 1 ? 'page' : startTime,
      took: duration < now ? duration : 'until now',
      detail,
    })
    return [
      since(kymo.measure('detail', { detail: { words: 2 } }) as never),
      since(kymo.measure('duration', { duration: 5, detail: 1 }) as never),
      since(kymo.measure('both', { start: 2, end: 5, duration: 9 }) as never),
    ]
  })
  expect(detail).toEqual({ start: 'page', took: 'until now', detail: { words: 2 } })
  expect(duration).toMatchObject({ took: 5, detail: 1 })
  expect(both).toEqual({ start: 2, took: 3, detail: null })
})

test('a mark that the app set anew by itself is the one that is measured from', async () => {
  const measured = await stand.page.evaluate(() => {
    kymo.mark('search', { startTime: 10 })
    performance.mark('search', { startTime: 90 })
    const own = kymo.measure('by the app’s', { start: 'search', end: 100 })?.duration
    performance.clearMarks()
    return [own, kymo.measure('by what is still known', { start: 'search', end: 100 })?.duration]
  })
  expect(measured).toEqual([10, 90])
})
