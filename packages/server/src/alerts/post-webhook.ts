/** What came of one attempt. `final`: another would end in the same way. */
export type PostOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly final: boolean
      /** For people; of the address it says the host alone. */
      readonly problem: string
      /** Milliseconds for which the receiver asks to be left alone; 0 when it does not. */
      readonly retryAfter: number
    }

const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 307, 308])
/** Answers after which the same may be taken later. */
const PASSING = new Set([408, 421, 425, 429])

/** Sends JSON once. Never throws, and follows a redirect to the same host only. @param timeout milliseconds */
export async function postWebhook(
  address: string,
  json: string,
  timeout: number,
  closing: AbortSignal,
): Promise<PostOutcome> {
  const { host } = new URL(address)
  const signal = AbortSignal.any([closing, AbortSignal.timeout(timeout)])
  let url = new URL(address)
  try {
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'kymo' },
        body: json,
        redirect: 'manual',
        signal,
      })
      await response.body?.cancel()
      const { status } = response
      if (response.ok) return { ok: true }
      const target = redirectOf(response, url)
      if (target === undefined) {
        const final = status < 500 && !PASSING.has(status)
        return failed(`${host} answered ${status}.`, final, retryAfterOf(response))
      }
      if (target.host !== url.host || target.protocol !== url.protocol) {
        return failed(`${host} redirects to another host, which is not followed.`, true)
      }
      if (redirects === MAX_REDIRECTS) return failed(`${host} redirects in a circle.`, true)
      url = target
    }
  } catch (error) {
    return failed(problemOf(error, host, timeout), false)
  }
}

function redirectOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location')
  if (!REDIRECTS.has(response.status) || location === null) return undefined
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined
}

function retryAfterOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'))
  return seconds > 0 ? seconds * 1000 : 0
}

function problemOf(error: unknown, host: string, timeout: number): string {
  const { name, cause } = error as Error
  if (name === 'TimeoutError') return `${host} did not answer within ${timeout / 1000} s.`
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  return `${host} can not be reached${code === undefined ? '' : ` (${code})`}.`
}

function failed(problem: string, final: boolean, retryAfter = 0): PostOutcome {
  return { ok: false, final, problem, retryAfter }
}
