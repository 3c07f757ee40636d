/** Milliseconds from which a request or a job is slow. */
export const SLOW_THRESHOLD = 1000

/** Milliseconds by route: `GET /export/:id`, `/health` for all methods, `JOB nightly` or `nightly` for a job. */
export type SlowRoutes = Readonly<Record<string, number>>

/** From which duration on what is slow. */
export class SlowThresholds {
  readonly #usual: number
  readonly #routes: ReadonlyMap<string, number>

  constructor(usual: number, routes: SlowRoutes) {
    this.#usual = usual
    this.#routes = new Map(Object.entries(routes))
  }

  /** Milliseconds; `Infinity` for what is never slow. */
  of(method: string, route: string): number {
    if (this.#routes.size === 0) return this.#usual
    return this.#routes.get(`${method} ${route}`) ?? this.#routes.get(route) ?? this.#usual
  }
}

/**
 * Reads `GET /export/:id=5000, /health=off`.
 * @param complain is told of what can not be used
 */
export function parseSlowRoutes(text: string, complain: (part: string) => void): SlowRoutes {
  const routes: [string, number][] = []
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const equals = part.lastIndexOf('=')
    const value = part.slice(equals + 1).trim()
    const threshold = value === 'off' ? Number.POSITIVE_INFINITY : Number(value || Number.NaN)
    const route = part.slice(0, Math.max(equals, 0)).trim()
    if (route === '' || !isThreshold(threshold)) complain(part)
    else routes.push([route, threshold])
  }
  return Object.fromEntries(routes)
}

/** Whether it is one: 0 or more milliseconds, `Infinity` for never. */
export function isThreshold(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
