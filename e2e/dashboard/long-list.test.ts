import { describe, expect, it } from 'vitest'
import { outbound, request } from './facts.ts'
import { rows, useStage } from './stage.ts'

const stage = useStage()

describe('a long list', () => {
  it('scrolls through 100,000 fetches with a bounded number of rows in the page and in memory', async () => {
    const app = await stage.start()
    const root = request('/busy', { start: Date.now() - 200_000, duration: 150_000 })
    const size = 5000
    for (let batch = 0; batch < 20; batch++) {
      const spans = Array.from({ length: size }, (_, index) => {
        const number = batch * size + index
        return outbound(root, `http://upstream.test/item/${number}`, {
          start: root.start + number,
          duration: 1,
        })
      })
      await app.send(batch === 0 ? [root, ...spans] : spans)
    }
    const { page } = await stage.open(`${app.collector.url}/?session=all`)
    await page.getByText('100,000 fetches').waitFor()
    const fetches = page.getByRole('grid', { name: 'Fetches' })
    await rows(page, 'Fetches').filter({ hasText: '/item/99999' }).waitFor()

    let most = 0
    for (let step = 1; step <= 40; step++) {
      await fetches.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      await expect
        .poll(() => fetches.evaluate(({ scrollHeight }) => scrollHeight))
        .toBeGreaterThanOrEqual(step * 6000)
      most = Math.max(most, await rows(page, 'Fetches').count())
    }
    await rows(page, 'Fetches').filter({ hasText: '/item/92' }).first().waitFor()
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThan(80)

    await fetches.evaluate((element) => element.scrollTo(0, 0))
    await rows(page, 'Fetches').filter({ hasText: '/item/99999' }).waitFor()
  })
})
