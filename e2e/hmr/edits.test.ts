import { describe, expect, test } from 'vitest'
import type { Life } from './hot-reload.ts'
import { editing, lastLife, left, options, underAgent, withoutAgent } from './runs.ts'

editing()

describe('next dev', () => {
  test('200 edits lose nothing, double nothing, and leave nothing of the agent behind', options, async () => {
    const bare = await withoutAgent(55)
    const lives = await underAgent('next dev', '16.4', 200, [40, 80])
    expect(lives.map(({ edits }) => edits)).toEqual([39, 39, 120])
    const life = lastLife(lives)
    // No request is kept alive that Next.js would let go. Of the agent only spans are, a few hundred bytes each, by what
    // began in a request and is kept.
    expect(left(life, ({ alive }) => alive.requests) / life.reloads).toBeLessThan(
      left(bare, ({ alive }) => alive.requests) / bare.reloads + 0.3,
    )
    expect(left(life, ({ alive }) => alive.spans) / life.reloads).toBeLessThan(4)
    const heapOfEdit = (of: Life) => left(of, ({ heap }) => heap) / of.edits
    expect(heapOfEdit(life) - heapOfEdit(bare)).toBeLessThan(256 * 1024)
  })
})
