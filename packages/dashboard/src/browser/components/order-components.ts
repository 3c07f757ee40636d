import type { BrowserComponents, RenderCause } from '@kymo/protocol'
import type { Order } from '../search.ts'
import type { ComponentSort } from './search.ts'

export type ComponentRow = BrowserComponents['components'][number]

/** Names one row: apps, frameworks and libraries may have components of the same name. */
export const componentKey = ({ app, framework, name, library }: ComponentRow) =>
  `${app} ${framework} ${name}${library === undefined ? '' : ' library'}`

/** Renders beyond those of the mounts. */
export const rendersAgain = ({ renders, mounts }: ComponentRow) => Math.max(0, renders - mounts)

/** How many stand now, as far as the window shows: more than before when positive. */
export const mountBalance = ({ mounts, unmounts }: ComponentRow) => mounts - unmounts

const VALUES: Readonly<Record<ComponentSort, (row: ComponentRow) => number | string | null>> = {
  name: (row) => row.name,
  renders: (row) => row.renders,
  again: rendersAgain,
  wasted: (row) => row.wasted,
  slow: (row) => row.slow,
  self: (row) => row.selfTime ?? null,
  max: (row) => row.maxTime ?? null,
  mounted: mountBalance,
}

/** Names begin at A, figures with the largest. */
export const firstOrder = (sort: ComponentSort): Order => (sort === 'name' ? 'asc' : 'desc')

/** Components whose name contains the text, in order; what is not known comes last either way. */
export function orderComponents(
  rows: readonly ComponentRow[],
  {
    sort,
    order,
    text,
  }: { readonly sort: ComponentSort; readonly order: Order; readonly text: string | undefined },
): ComponentRow[] {
  const needle = text?.toLowerCase() ?? ''
  const value = VALUES[sort]
  const sign = order === 'asc' ? 1 : -1
  return rows
    .filter(({ name }) => name.toLowerCase().includes(needle))
    .sort((a, b) => {
      const left = value(a)
      const right = value(b)
      if (left === right) return rendersAgain(b) - rendersAgain(a) || (a.name < b.name ? -1 : 1)
      if (left === null) return 1
      if (right === null) return -1
      return left < right ? -sign : sign
    })
}

/** Causes that there are, most frequent first. A render may have several. */
export function causeShares(
  causes: ComponentRow['causes'],
): { readonly cause: RenderCause; readonly count: number; readonly share: number }[] {
  const entries = Object.entries(causes) as [RenderCause, number][]
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  return entries
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => ({ cause, count, share: count / total }))
    .sort((a, b) => b.count - a.count)
}
