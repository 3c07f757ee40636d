/**
 * What must not leave a process. Applied by every agent before a fact is written; one set of rules for headers,
 * query values, paths and messages. Most texts hold no secret, and are told so by one look at each.
 *
 * Names after Elastic APM's `sanitize_field_names` defaults and OpenTelemetry's `url.full`; values by the published
 * prefixes of well-known credentials. What comes from outside can be long and made to be slow: all of this takes time
 * in proportion to the text's length.
 */

/** Stands where a secret stood. */
export const REDACTED = '[redacted]'

const SECRET_NAME =
  /password|passwd|secret|key|token|session|credit|card|auth|cookie|principal|credential|signature|^(?:pwd?|pass|(?:connect\.)?sid|jwt|otp|pin|ssn|cv[vc]|sig)$/i

const SECRET_VALUE =
  /\b[spr]k_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bnpm_\w{30,}|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Up to the last `@` before the host ends: a password may hold one too. */
const USER_INFO = /(?<=[a-z0-9+.-]:\/\/)[^/?#\s]*@/gi

/** A query's name and value within a text; a place in a file after it, as in stacks, is no part of the value. */
const QUERY_PAIR = /([?&]([\w.%[\]-]{1,100})=)[^\s&#"')]+?(?=(?::\d+){0,2}(?:[\s&#"')]|$))/g

/** Something that each kind of secret value has, and few other texts. */
const SUSPICIOUS =
  /@|[?&][\w.%[\]-]{1,100}=|eyJ|[spr]k[_-]|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|AIza|npm_|Bearer|Basic|-----BEGIN /

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

/** Takes well-known credentials, and of URLs the userinfo and secret query values, out of free text: messages, stacks, header values. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  return redactTokens(text.replace(USER_INFO, `${REDACTED}@`))
    .replace(SECRET_VALUE, REDACTED)
    .replace(QUERY_PAIR, (pair, before: string, name: string) =>
      isSecretName(decode(name)) ? before + REDACTED : pair,
    )
}

/** A header's value as it may be kept. */
export function redactHeader(name: string, value: string): string {
  if (isSecretName(name)) return REDACTED
  return value.includes('?') || value.includes('#') ? redactText(redactUrl(value)) : redactText(value)
}

/** A query string, without its question mark, as it may be kept: names stay, secret values go. */
export const redactQuery = (query: string): string => query.replace(/[^&]+/g, (pair) => redactPair(pair))

function redactPair(pair: string): string {
  const equals = pair.indexOf('=')
  if (equals === -1) return redactText(pair)
  const name = pair.slice(0, equals)
  if (isSecretName(decode(name))) return `${name}=${REDACTED}`
  const value = pair.slice(equals + 1)
  const plain = decode(value)
  return redactText(plain) === plain ? pair : `${name}=${REDACTED}`
}

/** A URL, absolute or from the path on, as it may be kept: no userinfo, no secret query value, no fragment. */
export function redactUrl(url: string): string {
  const hash = url.indexOf('#')
  const whole = hash === -1 ? url : url.slice(0, hash)
  const question = whole.indexOf('?')
  if (question === -1) return redactText(whole)
  return `${redactText(whole.slice(0, question))}?${redactQuery(whole.slice(question + 1))}`
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** JSON in base64url begins so. */
const TOKEN_START = 'eyJ'
const TOKEN_PART = 8

/**
 * Takes out JSON Web Tokens: three parts between dots, the first beginning as JSON does. By hand, because as a
 * regular expression it would look at a long part again from each place in it where a token might begin.
 */
function redactTokens(text: string): string {
  let kept = ''
  let copied = 0
  for (let start = text.indexOf(TOKEN_START); start !== -1; ) {
    let next = start + TOKEN_START.length
    if (!WORD.test(text.charAt(start - 1))) {
      const header = partEnd(text, next)
      const payload = text[header] === '.' && header - next >= TOKEN_PART ? partEnd(text, header + 1) : header
      if (payload - header > TOKEN_PART && text[payload] === '.') {
        next = partEnd(text, payload + 1)
        kept += text.slice(copied, start) + REDACTED
        copied = next
      } else {
        // Nor does one begin later in the same part: what follows it is the same.
        next = header
      }
    }
    start = text.indexOf(TOKEN_START, next)
  }
  return copied === 0 ? text : kept + text.slice(copied)
}

const WORD = /\w/
const NOT_PART = /[^\w-]/g

/** Where the part of a token that goes on at `from` ends. */
function partEnd(text: string, from: number): number {
  NOT_PART.lastIndex = from
  return NOT_PART.exec(text)?.index ?? text.length
}
