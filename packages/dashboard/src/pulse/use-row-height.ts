import { useSearch } from '@tanstack/react-router'
import { useMedia } from '../panes/use-media.ts'

/** Of a list's rows in pixels, as the type on a wall needs it; undefined leaves it as everywhere. */
export function useRowHeight(): number | undefined {
  const wall = useSearch({ from: '/pulse', select: (search) => search.wall !== undefined })
  const large = useMedia('(min-width: 2200px)')
  if (!wall) return undefined
  return large ? 48 : 36
}
