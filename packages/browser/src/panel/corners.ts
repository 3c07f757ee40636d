export const CORNERS = ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const
export type Corner = (typeof CORNERS)[number]

/** The corner of the window that a point is nearest to. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? 'top' : 'bottom'}-${x < width / 2 ? 'left' : 'right'}`
}

/** The corner that an arrow key leads to. */
export function cornerBeside(corner: Corner, key: string): Corner {
  const [row, column] = corner.split('-')
  switch (key) {
    case 'ArrowUp':
      return `top-${column}` as Corner
    case 'ArrowDown':
      return `bottom-${column}` as Corner
    case 'ArrowLeft':
      return `${row}-left` as Corner
    case 'ArrowRight':
      return `${row}-right` as Corner
    default:
      return corner
  }
}
