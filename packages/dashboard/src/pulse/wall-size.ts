import { useSearch } from '@tanstack/react-router'
import { useMedia } from '../panes/use-media.ts'

/** How large a display on a wall is; `theme/wall.css`, too, says when it is short. */
export type WallSize = 'short' | 'usual' | 'large'

/** Undefined where the page is not on a wall. */
export function useWallSize(): WallSize | undefined {
  const wall = useSearch({ from: '/pulse', select: (search) => search.wall !== undefined })
  const large = useMedia('(min-width: 2200px)')
  const short = useMedia('(max-height: 959px)')
  if (!wall) return undefined
  return short ? 'short' : large ? 'large' : 'usual'
}

const ROW_HEIGHTS = { short: 30, usual: 36, large: 48 } as const

/** Of a list's rows in pixels, as the type on a wall needs it; undefined leaves it as everywhere. */
export function useRowHeight(): number | undefined {
  const size = useWallSize()
  return size && ROW_HEIGHTS[size]
}
