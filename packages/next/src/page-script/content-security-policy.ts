/** How a script of the page's own origin may be put into it. */
export type ScriptPermission =
  | { readonly allowed: false }
  | { readonly allowed: true; readonly nonce?: string }

const SPACE = /[\t\n\f\r ]+/
const NONCE = /^'nonce-([\w+/=-]+)'$/i

/**
 * What the policies of a page say to `<script src="/…">` of its own origin. A policy that only reports counts as one
 * that enforces: its reports are somebody's alarm.
 *
 * @param headers values of `Content-Security-Policy` and `Content-Security-Policy-Report-Only`
 * @param origin of the page, such as `http://localhost:3000`
 */
export function scriptPermission(headers: readonly string[], origin: string): ScriptPermission {
  const policies = headers.flatMap((header) => header.split(',')).map(parsePolicy)
  if (policies.some(isSandboxedFromScripts)) return { allowed: false }
  const sources = policies.flatMap((policy) => scriptSources(policy) ?? [])
  const nonce = sources
    .flat()
    .map((source) => NONCE.exec(source)?.[1])
    .find((found) => found !== undefined)
  if (!sources.every((list) => permits(list, nonce, origin))) return { allowed: false }
  return nonce === undefined ? { allowed: true } : { allowed: true, nonce }
}

/**
 * Whether the policies let a page call another address.
 * @param headers as for `scriptPermission`
 * @param origin of the page
 */
export function mayConnect(headers: readonly string[], origin: string, address: string): boolean {
  const policies = headers.flatMap((header) => header.split(',')).map(parsePolicy)
  const target = new URL(address).origin
  return policies.every((policy) => {
    const list = policy.get('connect-src') ?? policy.get('default-src')
    return list === undefined || namesOrigin(list, target, origin)
  })
}

type Policy = ReadonlyMap<string, readonly string[]>

/** The first directive of a name counts. */
function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>()
  for (const directive of text.split(';')) {
    const [name, ...values] = directive.split(SPACE).filter((word) => word !== '')
    if (name !== undefined && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), values)
  }
  return policy
}

/** As a list of one list, or `undefined` when the policy does not speak of scripts. */
function scriptSources(policy: Policy): [readonly string[]] | undefined {
  const list = policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src')
  return list === undefined ? undefined : [list]
}

function isSandboxedFromScripts(policy: Policy): boolean {
  const flags = policy.get('sandbox')
  return flags !== undefined && !flags.some((flag) => flag.toLowerCase() === 'allow-scripts')
}

function permits(list: readonly string[], nonce: string | undefined, origin: string): boolean {
  if (nonce !== undefined && list.some((source) => NONCE.exec(source)?.[1] === nonce)) return true
  const words = list.map((source) => source.toLowerCase())
  // It makes a browser pass over everything that names places.
  if (words.includes("'strict-dynamic'")) return false
  return namesOrigin(words, origin, origin)
}

/** Whether a list of sources names the origin, as seen from a page of `self`. */
function namesOrigin(list: readonly string[], origin: string, self: string): boolean {
  const { protocol, host, hostname, port } = new URL(origin)
  return list.some((source) => {
    const word = source.toLowerCase().replace(/\/$/, '')
    if (word === "'self'") return origin === self
    if (word === '*' || word === protocol || word === origin || word === host) return true
    return [hostname, `${protocol}//${hostname}`].some(
      (name) => word === `${name}:*` || (port === '' && word === name),
    )
  })
}
