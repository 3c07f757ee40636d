import { describe, expect, test } from 'vitest'
import type { Life } from './hot-reload.ts'
import { editing, lastLife, left, options, underAgent, withoutAgent } from './runs.ts'

editing()

describe('next dev', () => {
  test('200 edits lose nothing, double nothing, and leave nothing of the agent behind', options, async () => {
    const bare = await withoutAgent(44)
    const lives = await underAgent('next dev', '16.4', 200, [40, 80])
    expect(lives.map(({ edits }) => edits)).toEqual([39, 39, 120])
    const life = lastLife(lives)
    // No request is kept alive that Next.js would let go: it keeps those of actions. Of the agent only spans are, a few
    // hundred bytes each, by what began in a request and is kept.
    const kept = (of: Life) => left(of, ({ alive }) => alive.requests) - of.actions
    expect(kept(life)).toBeLessThan(kept(bare) + life.reloads / 2)
    expect(left(life, ({ alive }) => alive.spans)).toBeLessThan(4 * (life.actions + life.reloads))
    const heapOfEdit = (of: Life) => left(of, ({ heap }) => heap) / of.edits
    expect(heapOfEdit(life) - heapOfEdit(bare)).toBeLessThan(256 * 1024)
  })
})
