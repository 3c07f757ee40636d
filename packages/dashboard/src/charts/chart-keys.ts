/** What a key does in a chart with the cross-hair on column `index` (null: nowhere). Seconds since the epoch. */
export type ChartMove =
  | { readonly kind: 'cursor'; readonly to: number }
  | { readonly kind: 'zoom'; readonly from: number; readonly to: number }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

interface ChartState {
  readonly times: ArrayLike<number>
  readonly index: number | null
  readonly from: number
  readonly to: number
}

/** The cross-hair moves by the arrows; `+` and `-` zoom about it. */
export function chartMove(pressed: Pressed, { times, index, from, to }: ChartState): ChartMove | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || times.length === 0) return undefined
  const last = times.length - 1
  const zoomed = (factor: number): ChartMove => {
    const middle = index === null ? (from + to) / 2 : (times[index] ?? to)
    const length = (to - from) * factor
    const start = middle - ((middle - from) / (to - from)) * length
    return { kind: 'zoom', from: start, to: start + length }
  }
  switch (pressed.key) {
    case 'ArrowLeft':
      return { kind: 'cursor', to: Math.max(0, (index ?? last + 1) - 1) }
    case 'ArrowRight':
      return { kind: 'cursor', to: Math.min(last, (index ?? last - 1) + 1) }
    case '+':
    case '=':
      return zoomed(0.5)
    case '-':
      return zoomed(2)
    default:
      return undefined
  }
}
