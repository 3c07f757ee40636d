import type { RedisAddress } from './redis-address.ts'

/** Says in a line why Redis does not answer as it should: without secrets, which an error may carry with it. */
export function redisProblem(error: unknown, { shown, password }: RedisAddress): string {
  const { message = String(error), code } = error as NodeJS.ErrnoException
  const at = `Redis at ${shown}`
  if (/^(WRONGPASS|NOAUTH)|invalid password|invalid username-password/i.test(message)) {
    return `${at} refuses the user or the password.`
  }
  if (/^NOPERM/.test(message)) return `${at} does not allow its user what is needed: ${line(message)}`
  if (/^OOM/.test(message)) return `${at} has no memory left.`
  if (/^LOADING/.test(message)) return `${at} is still loading what it kept.`
  if (/timed out|ETIMEDOUT/.test(message)) return `${at} does not answer in time.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH') {
    return `${at} can not be reached (${code}).`
  }
  if (
    /Connection is closed|max retries|ECONNRESET|EPIPE|isn't (ready|writeable)|Failed to refresh/.test(
      message,
    )
  ) {
    return `${at} can not be reached.`
  }
  const text = line(message)
  return `${at}: ${password === undefined ? text : text.replaceAll(password, '…')}`
}

function line(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 200) ?? ''
}
