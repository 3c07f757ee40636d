const AXIS_FAMILY = '"Inter Variable", system-ui, sans-serif'

/** The theme's colours and type as a canvas takes them. */
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
  /** Of what stands along an axis. */
  readonly font: string
  /** Its size in pixels. */
  readonly fontSize: number
}

export function readInk(element: Element): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const fontSize = Math.round(Number.parseFloat(style.fontSize))
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
    font: `${fontSize}px ${AXIS_FAMILY}`,
    fontSize,
  }
}
