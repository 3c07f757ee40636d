import { expect } from 'vitest'
import { type Client, countOutcomes } from './client.ts'
import type { CountingUpstream } from './counting-upstream.ts'
import { total } from './counts.ts'
import { type Account, account, type Read } from './reconcile.ts'

/** Waits until as much as is expected has arrived, or for 20 s, and says how the accounts are then. */
export async function settle(read: Read, client: Client, upstream: CountingUpstream): Promise<Account> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const { sent } = client
    const found = await account(read, sent, upstream.url)
    const { expected, counted } = found
    const arrived =
      counted.totalRequests >= expected.totalRequests &&
      counted.totalFetches >= total(expected.fetches) &&
      counted.actions >= expected.actions
    if (arrived || Date.now() > deadline) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Nothing lost, nothing double: request by request, in every figure, and by what the upstream saw. */
export function expectExact(found: Account, { sent }: Client, upstream: CountingUpstream): void {
  expect(found.wrong).toEqual([])
  expect(found.counted).toEqual(found.expected)
  expect(found).toMatchObject({ double: 0, lost: 0 })
  expect(countOutcomes(sent, 'good')).toBeGreaterThan(sent.length * 0.95)
  const { askedUpstream, cutOff } = found
  const between = Object.fromEntries(
    [...upstream.counts].map(([path, count]) => {
      const least = askedUpstream[path] ?? 0
      return [path, Math.min(Math.max(count, least), least + (cutOff[path] ?? 0))]
    }),
  )
  expect(Object.fromEntries(upstream.counts)).toEqual(between)
  expect([...upstream.counts.keys()]).toEqual(expect.arrayContaining(Object.keys(askedUpstream)))
}
