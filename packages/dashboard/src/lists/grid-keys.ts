/** What a key does in a list of `count` rows with the cursor on `index` (-1: nowhere). */
export type GridMove =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'expand' }
  | { readonly kind: 'collapse' }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** @param page rows that fit into view */
export function gridMove(pressed: Pressed, index: number, count: number, page: number): GridMove | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  const to = (target: number): GridMove | undefined =>
    count === 0 ? undefined : { kind: 'move', to: Math.min(count - 1, Math.max(0, target)) }
  switch (pressed.key) {
    case 'ArrowDown':
    case 'j':
      return to(index + 1)
    case 'ArrowUp':
    case 'k':
      return to(index < 0 ? 0 : index - 1)
    case 'PageDown':
      return to(Math.max(index, 0) + page)
    case 'PageUp':
      return to(index - page)
    case 'Home':
      return to(0)
    case 'End':
      return to(count - 1)
    case 'Enter':
      return index < 0 ? undefined : { kind: 'open' }
    case 'ArrowRight':
      return index < 0 ? undefined : { kind: 'expand' }
    case 'ArrowLeft':
      return index < 0 ? undefined : { kind: 'collapse' }
    default:
      return undefined
  }
}
