import {
  type Breadcrumb,
  type ErrorContexts,
  type ExceptionMechanism,
  parseStack,
  type StackFrame,
} from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { keptText, keptUrl } from '../kept.ts'
import { keptBreadcrumbs } from './breadcrumbs.ts'
import { type ErrorUser, keptContexts, keptTags, keptUser } from './error-scope.ts'

export const ERROR_LEVELS = ['fatal', 'error', 'warning', 'info'] as const
export type ErrorLevel = (typeof ERROR_LEVELS)[number]

/** An error as it is told: redacted, and all of it plain data. `beforeSend` may change it. */
export interface ReportedError {
  /** 32 hex digits. */
  readonly id: string
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  /** Its class; of what is no error, the kind of value. */
  type: string
  message: string
  /** As the engine wrote it, with those of its causes; empty where there is none. */
  stack: string
  /** Of the stack, innermost first. A change of it is for nothing: it follows the stack. */
  readonly frames: readonly StackFrame[]
  readonly mechanism: ExceptionMechanism
  /** Nothing caught it. */
  readonly escaped: boolean
  level: ErrorLevel
  /** How many it stands for: those that were the same and came soon after one that was told. */
  readonly count: number
  /** Of the page, redacted. */
  url: string
  /** Absent where `startPage` does not observe the page. */
  readonly visitId?: string | undefined
  environment?: string | undefined
  release?: string | undefined
  user?: ErrorUser | undefined
  tags: Readonly<Record<string, string>>
  contexts: ErrorContexts
  /** Oldest first. */
  breadcrumbs: readonly Breadcrumb[]
}

/** UTF-16 units. */
const MESSAGE = 2000
const STACK = 12_000

/** What somebody may have changed, as it may be told; what is of another kind than it should be is as it was. */
export function keptError(changed: ReportedError, original: ReportedError): ReportedError {
  const text = (name: 'message' | 'stack', length: number) => {
    const value: unknown = attempt(() => changed[name])
    return typeof value === 'string' ? keptText(value, length) : original[name]
  }
  const optional = (name: 'environment' | 'release') => {
    const value: unknown = attempt(() => changed[name])
    return typeof value === 'string' ? keptText(value, 200) : undefined
  }
  const stack = text('stack', STACK)
  const level = ERROR_LEVELS.find((one) => one === changed.level)
  return {
    ...original,
    type: typeof changed.type === 'string' ? keptText(changed.type, 200) || 'Error' : original.type,
    message: text('message', MESSAGE),
    stack,
    frames: parseStack(stack),
    level: level ?? original.level,
    url: typeof changed.url === 'string' ? keptUrl(changed.url) : original.url,
    environment: optional('environment'),
    release: optional('release'),
    user: keptUser(changed.user),
    tags: keptTags(changed.tags),
    contexts: keptContexts(changed.contexts),
    breadcrumbs: keptBreadcrumbs(changed.breadcrumbs),
  }
}
