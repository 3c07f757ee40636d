import { test } from 'vitest'
import { editing, options, underAgent } from './runs.ts'

editing()

test('edits of an app of Next.js 15.5 lose nothing and double nothing', options, async () => {
  await underAgent('next dev, 15.5', '15.5', 23, [12])
})
