import { expect, it } from 'vitest'
import { growthWords, leakWords } from './memory-words.ts'

const page = { instance: 'p', app: 'shop', tab: null, path: '/', lastSeen: 0 }

it('a suspected leak is a sentence with its figures', () => {
  expect(leakWords({ kind: 'detached', component: null, time: 0, growth: 84.4, value: 1260, page })).toBe(
    'The number of nodes taken out of the page and still held grows by 84 a minute, to 1,260.',
  )
  expect(
    leakWords({ kind: 'component', component: 'List', time: 0, growth: 320_000, value: 5.4e6, page }),
  ).toBe('What List holds grows by 320 kB a minute, to 5.40 MB.')
})

it('growth says when it is not known, and when there is none', () => {
  expect(growthWords(null, 'bytes')).toBe('not known yet')
  expect(growthWords(-5, 'bytes')).toBe('does not grow')
  expect(growthWords(700_000, 'bytes')).toBe('700 kB a minute')
  expect(growthWords(12.2, 'nodes')).toBe('12 nodes a minute')
})
