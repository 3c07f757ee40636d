/** What a page did before an error: `kymo.breadcrumbs` of an exception holds a JSON list of these, oldest first. */
export interface Breadcrumb {
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  readonly category: BreadcrumbCategory
  readonly level: BreadcrumbLevel
  /** Redacted. */
  readonly message: string
  /** Redacted; at most eight, texts of at most 200 characters. */
  readonly data?: Readonly<Record<string, string | number | boolean>>
}

export const BREADCRUMB_CATEGORIES = [
  'navigation',
  'click',
  'input',
  'request',
  'console',
  'error',
  'app',
] as const
export type BreadcrumbCategory = (typeof BREADCRUMB_CATEGORIES)[number]

export const BREADCRUMB_LEVELS = ['debug', 'info', 'warning', 'error'] as const
export type BreadcrumbLevel = (typeof BREADCRUMB_LEVELS)[number]

export const BREADCRUMB_LIMIT = 30
