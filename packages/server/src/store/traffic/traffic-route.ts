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
export const OTHER_ROUTES = '(other)'
/** Routes of one app and environment that are told apart: an app that takes paths for routes has no end of them. */
export const MAX_TRAFFIC_ROUTES = 5_000
