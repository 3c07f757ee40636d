import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { AXE } from '../support/axe.ts'

/** What stands in the way of people with a screen reader, a keyboard or weak eyes, as far as axe can tell. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}
