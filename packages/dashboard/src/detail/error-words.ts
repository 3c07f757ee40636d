import type { ErrorEvent, ExceptionMechanism, Runtime } from '@kymo/protocol'

interface Words {
  /** For a column. */
  readonly short: string
  /** After the message. */
  readonly long: string
}

const MECHANISMS: Readonly<Record<ExceptionMechanism, Words>> = {
  request: { short: 'Route handler', long: 'it failed a route handler' },
  action: { short: 'Server action', long: 'it failed a server action' },
  render: { short: 'Render', long: 'it failed the rendering of a page' },
  proxy: { short: 'Proxy', long: 'it failed the proxy' },
  after: { short: 'After', long: 'it failed what ran after the answer' },
  build: { short: 'Build', long: 'the code could not be built' },
  process: { short: 'Uncaught', long: 'nothing on the server caught it' },
  window: { short: 'Uncaught', long: 'nothing in the browser caught it' },
  promise: { short: 'Rejection', long: 'a promise in the browser was rejected, and nothing caught it' },
  react: { short: 'React', long: 'React caught it while rendering in the browser' },
  app: { short: 'Reported', long: 'the app itself told of it' },
  console: { short: 'Console', long: 'the app wrote it to the console' },
  resource: { short: 'Resource', long: 'a file of the page did not load' },
  boundary: { short: 'Boundary', long: 'an error boundary of the app caught it' },
}

export const RUNTIME_WORDS: Readonly<Record<Runtime, string>> = {
  nodejs: 'Node.js',
  edge: 'Edge',
  browser: 'Browser',
}

export function mechanismShort({ mechanism, escaped }: Pick<ErrorEvent, 'mechanism' | 'escaped'>): string {
  if (mechanism !== null) return MECHANISMS[mechanism]?.short ?? mechanism
  return escaped ? 'Uncaught' : '–'
}

/** What kind of error it is, and where it ran: `React, Browser`. */
export function kindWords(error: Pick<ErrorEvent, 'mechanism' | 'escaped' | 'runtime'>): string {
  const where = error.runtime === null ? undefined : RUNTIME_WORDS[error.runtime]
  const isKnown = error.mechanism !== null || error.escaped
  return isKnown && where !== undefined
    ? `${mechanismShort(error)}, ${where}`
    : (where ?? mechanismShort(error))
}

export function mechanismLong({
  mechanism,
  escaped,
}: Pick<ErrorEvent, 'mechanism' | 'escaped'>): string | null {
  if (mechanism !== null) return MECHANISMS[mechanism]?.long ?? mechanism
  return escaped ? 'nothing caught it' : null
}
