import { join } from 'node:path'
import { describe, test } from 'vitest'
import { startKymoDev, stopKymoDev } from '../support/shop.ts'
import { Client } from './client.ts'
import { reader, startCollector } from './collector.ts'
import { expectExact, settle } from './exact.ts'
import { editWhileAsking } from './hot-reload.ts'
import { copied, editing, expectSamePatches, options, tell, upstream } from './runs.ts'

editing()

describe('next dev --webpack, under kymo dev', () => {
  test('50 edits lose nothing and double nothing', options, async () => {
    const { folder } = await copied('16.4')
    const kymo = await startKymoDev(folder, {
      command: ['next', 'dev', '--webpack'],
      env: { UPSTREAM_URL: upstream.url },
    })
    const client = new Client(kymo.app)
    try {
      const lives = await editWhileAsking(folder, client, 50, [])
      const found = await settle(reader(kymo.url), client, upstream)
      tell('next dev --webpack', client, lives, found)
      expectExact(found, client, upstream)
      expectSamePatches(lives)
    } finally {
      await stopKymoDev(kymo)
    }
    // What the exit delivered, and what is on disk.
    const kept = await startCollector(join(folder, '.kymo/store'))
    try {
      expectExact(await settle(kept.read, client, upstream), client, upstream)
    } finally {
      await kept.close()
    }
  })
})
