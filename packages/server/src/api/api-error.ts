import type { ApiErrorBody } from '@kymo/protocol'
import { KymoError } from '../kymo-error.ts'

/** An answer of 400 or above. */
export class ApiError extends KymoError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    hint?: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, hint)
    this.status = status
    this.headers = headers
  }
}

export function errorBody({ code, message, hint }: KymoError): ApiErrorBody {
  return { error: { code, message, ...(hint === undefined ? undefined : { hint }) } }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'INVALID_PARAMETER', message)
}

export function notFound(what: string, hint?: string): ApiError {
  return new ApiError(404, 'NOT_FOUND', what, hint)
}
