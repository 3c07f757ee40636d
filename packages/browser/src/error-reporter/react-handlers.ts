import type { CaptureHint } from './capture-hint.ts'

/** What React tells of an error. */
export interface ReactErrorInfo {
  readonly componentStack?: string | null | undefined
}

/** Options of `createRoot` and `hydrateRoot`. */
export interface ReactErrorHandlers {
  /** A boundary caught it. */
  readonly onCaughtError: (thrown: unknown, info: ReactErrorInfo) => void
  /** No boundary did, and React has taken the whole tree out. */
  readonly onUncaughtError: (thrown: unknown, info: ReactErrorInfo) => void
  /** React helped itself, as where what the server rendered did not fit. */
  readonly onRecoverableError: (thrown: unknown, info: ReactErrorInfo) => void
}

/** Whoever gives React handlers takes away its own, which tell the console: so these do that, too. */
export function reactHandlers(capture: (thrown: unknown, hint: CaptureHint) => unknown): ReactErrorHandlers {
  return {
    onCaughtError(thrown, { componentStack }) {
      capture(thrown, { mechanism: 'react', componentStack })
      console.error('%o\n\n%s', thrown, componentStack ?? '')
    },
    onUncaughtError(thrown, { componentStack }) {
      capture(thrown, { mechanism: 'react', componentStack, escaped: true })
      reportError(thrown)
    },
    onRecoverableError(thrown, { componentStack }) {
      capture(thrown, { mechanism: 'react', componentStack, level: 'warning' })
      reportError(thrown)
    },
  }
}
