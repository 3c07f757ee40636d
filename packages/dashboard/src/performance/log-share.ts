/** Where a duration lies on a logarithmic axis from 1 ms to `top`: 0 to 1. */
export function logShare(value: number, top: number): number {
  const end = Math.log10(Math.max(top, 10))
  const place = Math.log10(Math.max(value, 1)) / end
  return Math.min(1, Math.max(0, place))
}
