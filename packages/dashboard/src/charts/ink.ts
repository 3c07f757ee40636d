/** The theme's colours as a canvas takes them. */
export interface Ink {
  readonly line: string
  readonly band: string
  readonly bandEdge: string
  readonly volume: string
  readonly grid: string
  readonly mark: string
  readonly faint: string
  readonly slow: string
  readonly error: string
  readonly page: string
}

export function readInk(element: Element): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    line: read('--chart-line'),
    band: read('--chart-band'),
    bandEdge: read('--chart-band-edge'),
    volume: read('--chart-volume'),
    grid: read('--chart-grid'),
    mark: read('--chart-mark'),
    faint: read('--text-faint'),
    slow: read('--slow'),
    error: read('--error'),
    page: read('--page'),
  }
}
