import type { ApiErrorBody } from '@kymo/protocol'

/** What the collector answered instead of the figures, or that it did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly hint: string | null

  constructor(code: string, message: string, hint: string | null, status: number) {
    super(message)
    this.code = code
    this.hint = hint
    this.status = status
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Path and query of a call; what is undefined, null or empty is left out. */
function apiPath(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

function isErrorBody(body: unknown): body is ApiErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    'message' in error &&
    typeof error.message === 'string'
  )
}

const NO_ANSWER = new ApiError(
  'COLLECTOR_UNREACHABLE',
  'The collector does not answer.',
  'Start it with `npx kymo dev`. This page reconnects by itself.',
  0,
)

/** @throws ApiError; an abort is passed on as it is */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return answerOf(apiPath(path, query), {
    headers: { accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  })
}

/** @throws ApiError */
export async function post<T>(path: string, content?: unknown): Promise<T> {
  return answerOf(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  })
}

async function answerOf<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw NO_ANSWER
  }
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as T
  if (isErrorBody(body)) {
    throw new ApiError(body.error.code, body.error.message, body.error.hint ?? null, response.status)
  }
  throw new ApiError(
    'UNEXPECTED_ANSWER',
    `The collector's answer could not be read (HTTP ${response.status}).`,
    'Check that this address is the collector itself, not a proxy in front of it, then reload.',
    response.status,
  )
}
