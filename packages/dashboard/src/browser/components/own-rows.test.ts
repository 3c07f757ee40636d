import { expect, test } from 'vitest'
import { ownRows } from './own-rows.ts'

test('the app’s own are told from others, unless nothing is the app’s', () => {
  const page: { readonly name: string; readonly library?: true } = { name: 'Page' }
  const router = { name: 'Router', library: true } as const
  expect(ownRows([router, page, router])).toEqual({ own: [page], others: 2 })
  expect(ownRows([page])).toEqual({ own: [page], others: 0 })
  expect(ownRows([router, router])).toEqual({ own: [router, router], others: 0 })
  expect(ownRows([])).toEqual({ own: [], others: 0 })
})
