import { describe, expect, it } from 'vitest'
import { component } from '../../../../../tests/support/page-reports.ts'
import {
  type ComponentRow,
  causeShares,
  mountBalance,
  orderComponents,
  rendersAgain,
} from './order-components.ts'

const row = (name: string, over: Partial<ComponentRow> = {}): ComponentRow => ({
  ...component(name),
  app: 'shop',
  lastSeen: 0,
  ...over,
})
const names = (rows: readonly ComponentRow[]) => rows.map(({ name }) => name)

describe('components in order', () => {
  const rows = [
    row('Card', { renders: 30, mounts: 20, wasted: 4, maxTime: 3 }),
    row('Badge', { renders: 25, wasted: 9, framework: 'solid' }),
    row('Cart', { renders: 4, maxTime: 40 }),
  ]

  it('begin with what renders again most, not with what is mounted most', () => {
    expect(names(orderComponents(rows, { sort: 'again', order: 'desc', text: undefined }))).toEqual([
      'Badge',
      'Card',
      'Cart',
    ])
  })

  it('put what is not measured last either way', () => {
    for (const order of ['asc', 'desc'] as const)
      expect(names(orderComponents(rows, { sort: 'max', order, text: undefined })).at(-1)).toBe('Badge')
  })

  it('are chosen by their name', () => {
    expect(names(orderComponents(rows, { sort: 'name', order: 'asc', text: 'ca' }))).toEqual(['Card', 'Cart'])
  })
})

it('shares of causes leave out those that did not happen', () => {
  expect(causeShares({ props: 1, parent: 3, state: 0 })).toEqual([
    { cause: 'parent', count: 3, share: 0.75 },
    { cause: 'props', count: 1, share: 0.25 },
  ])
  expect(causeShares({})).toEqual([])
})

it('renders again and balance come from what is told', () => {
  const one = row('A', { renders: 10, mounts: 4, unmounts: 6 })
  expect([rendersAgain(one), mountBalance(one)]).toEqual([6, -2])
})
