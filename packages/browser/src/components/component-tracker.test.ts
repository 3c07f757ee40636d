import { expect, test } from 'vitest'
import { ComponentTracker, getComponentTracker } from './component-tracker.ts'

test('on a server there is a tracker that observes nothing and can be asked everything', () => {
  const tracker = getComponentTracker({ enabled: true })
  expect(getComponentTracker()).toBe(tracker)
  const row = tracker.component('Row')
  row.rendered(1)
  row.unmounted()
  expect(tracker.running).toBe(false)
  expect(tracker.summary()).toMatchObject({ components: 0, renders: 0, timed: false })
  expect([tracker.mounted(), tracker.wasted(), tracker.slowRenders()]).toEqual([[], [], []])
  expect(tracker.healthFigures()).toEqual({})
  expect('__REACT_DEVTOOLS_GLOBAL_HOOK__' in globalThis).toBe(false)
})

test('a number of entries that can’t be is refused', () => {
  expect(() => new ComponentTracker({ maxEntries: 0 })).toThrow('MONITOR_CONFIG')
})
