/**
 * What must not leave a process. Applied by every agent before a fact is written; one set of rules for headers,
 * query values, paths and messages.
 *
 * Names after Elastic APM's `sanitize_field_names` defaults and OpenTelemetry's `url.full`; values by the published
 * prefixes of well-known credentials.
 */

/** Stands where a secret stood. */
export const REDACTED = '[redacted]'

const SECRET_NAME =
  /password|passwd|^pwd$|^pw$|^pass$|secret|key|token|session|credit|card|auth|cookie|principal|^connect\.sid$|^sid$|^jwt$|^otp$|^pin$|^ssn$|^cvv$|^cvc$|signature|^sig$|^x-amz-credential$|^x-amz-security-token$|credential/i

const SECRET_VALUE =
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bnpm_\w{30,}|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#@\s]*(?::[^/?#@\s]*)?@/gi

/** Names are few and come again with every request; what was decided once is kept, up to this many. */
const DECISIONS_KEPT = 1000
const decisions = new Map<string, boolean>()

/** Whether what this header, query parameter or field holds is secret, judged by its name alone. */
export function isSecretName(name: string): boolean {
  const known = decisions.get(name)
  if (known !== undefined) return known
  const secret = SECRET_NAME.test(name)
  if (decisions.size < DECISIONS_KEPT) decisions.set(name, secret)
  return secret
}

/** Takes well-known credentials and the userinfo of URLs out of free text: messages, stacks, header values. */
export function redactText(text: string): string {
  return text.replace(USER_INFO, `$1${REDACTED}@`).replace(SECRET_VALUE, REDACTED)
}

/** A header's value as it may be kept. */
export function redactHeader(name: string, value: string): string {
  if (isSecretName(name)) return REDACTED
  return value.includes('?') || value.includes('#') ? redactText(redactUrl(value)) : redactText(value)
}

/** A query string, without its question mark, as it may be kept: names stay, secret values go. */
export function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals === -1) return redactText(pair)
      const name = decode(pair.slice(0, equals))
      if (isSecretName(name)) return `${pair.slice(0, equals)}=${REDACTED}`
      const value = pair.slice(equals + 1)
      const plain = decode(value)
      return `${pair.slice(0, equals)}=${redactText(plain) === plain ? value : REDACTED}`
    })
    .join('&')
}

/** A URL, absolute or from the path on, as it may be kept: no userinfo, no secret query value, no fragment. */
export function redactUrl(url: string): string {
  const hash = url.indexOf('#')
  const whole = hash === -1 ? url : url.slice(0, hash)
  const question = whole.indexOf('?')
  const base = redactText(question === -1 ? whole : whole.slice(0, question))
  return question === -1 ? base : `${base}?${redactQuery(whole.slice(question + 1))}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
