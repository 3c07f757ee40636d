/** What is asked for: a pattern in an app and an environment. */
export interface TrafficRouteName {
  readonly app: string
  readonly environment: string
  readonly method: string
  readonly route: string
  /** The pattern was made from the path. */
  readonly derived: boolean
}

/** Stands for the routes of an app that has more than are told apart. */
const OTHERS = { method: '', route: '(other)', derived: true } as const
/** Routes of one app and environment that are told apart: an app that takes paths for routes has no end of them. */
const MAX_ROUTES = 5_000

/** Which routes there are. */
export class KnownTrafficRoutes {
  readonly #keys = new Set<string>()
  /** By app and environment. */
  readonly #counts = new Map<string, number>()

  add(name: TrafficRouteName): void {
    const key = keyOf(name)
    if (this.#keys.has(key)) return
    const app = appOf(name)
    this.#keys.add(key)
    this.#counts.set(app, (this.#counts.get(app) ?? 0) + 1)
  }

  /** The route itself, or what stands for it where there are too many. */
  admit(name: TrafficRouteName): TrafficRouteName {
    if ((this.#counts.get(appOf(name)) ?? 0) < MAX_ROUTES || this.#keys.has(keyOf(name))) return name
    return { ...name, ...OTHERS }
  }

  clear(): void {
    this.#keys.clear()
    this.#counts.clear()
  }
}

export function keyOf({ app, environment, method, route, derived }: TrafficRouteName): string {
  return `${derived}\n${method}\n${environment}\n${app}\n${route}`
}

function appOf({ app, environment }: TrafficRouteName): string {
  return `${environment}\n${app}`
}
