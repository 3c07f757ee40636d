import { keptContext, keptContexts, keptTags } from './error-scope.ts'
import type { ErrorLevel, ReportedError } from './reported-error.ts'

/** What the app knows of an error that it tells of. */
export interface CaptureHint {
  /** Default: `app` */
  readonly mechanism?: 'app' | 'boundary' | 'react'
  /** As React gives it to an error boundary. */
  readonly componentStack?: string | null | undefined
  /** Default: `error` */
  readonly level?: ErrorLevel
  /** Nothing caught it. Default: false */
  readonly escaped?: boolean
  /** For this error alone. */
  readonly tags?: Readonly<Record<string, string>>
  readonly contexts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export function hinted(error: ReportedError, hint: CaptureHint): ReportedError {
  const { level, escaped, tags, contexts, componentStack } = hint
  // First, for the last of too many have no room.
  const own = {
    ...(componentStack && { react: keptContext({ componentStack: componentStack.trim() }) }),
    ...(contexts && keptContexts(contexts)),
  }
  return {
    ...error,
    level: level ?? error.level,
    escaped: escaped ?? error.escaped,
    tags: tags ? keptTags({ ...error.tags, ...tags }) : error.tags,
    contexts: {
      ...own,
      ...error.contexts,
      ...own,
    },
  }
}
