import { PAGE_SCRIPT_PATH } from '@kymo/protocol'
import { type Check, type Finding, fail, ok, warn } from './finding.ts'

/** Milliseconds: the dev server compiles a page when it is asked for first. */
const PATIENCE = 60_000

/** Whether a page of the running app has the script, and may do what it does. */
export const checkPage: Check = async ({ page, address }) => {
  if (page === undefined) return []
  let answer: Response
  let html: string
  try {
    answer = await fetch(page, {
      headers: { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' },
      signal: AbortSignal.timeout(PATIENCE),
    })
    html = await answer.text()
  } catch (error) {
    const reason = (error as { cause?: { code?: string } }).cause?.code ?? String(error)
    return [fail('page', `${page} does not answer: ${reason}.`, 'Is the app running there?')]
  }
  const policy = answer.headers.get('content-security-policy') ?? ''
  const findings: Finding[] = []
  if (html.includes(`src="${PAGE_SCRIPT_PATH}"`)) findings.push(ok('page', `${page} has the page's script.`))
  else if (policy !== '')
    findings.push(
      warn(
        'csp',
        "The page's content security policy does not allow the page's script, so it was left out.",
        "Allow scripts of the app's own origin or by a nonce while you develop: script-src 'self'",
      ),
    )
  else
    findings.push(
      warn(
        'page',
        `${page} does not have the page's script.`,
        'It is put into HTML documents on loopback addresses, under `kymo dev`, in development.',
      ),
    )
  if (policy !== '' && address !== undefined && !allowsConnection(policy, address.url)) {
    findings.push(
      warn(
        'csp',
        "The page's content security policy keeps it from the collector: no panel, and nothing seen in the browser.",
        `Allow it while you develop: connect-src 'self' ${address.url}`,
      ),
    )
  }
  return findings
}

function allowsConnection(policies: string, collector: string): boolean {
  const { origin, protocol, host } = new URL(collector)
  return policies.split(',').every((policy) => {
    const directives = new Map(
      policy.split(';').map((text) => {
        const [name = '', ...values] = text.trim().toLowerCase().split(/\s+/)
        return [name, values]
      }),
    )
    const sources = directives.get('connect-src') ?? directives.get('default-src')
    return (
      sources === undefined ||
      sources.some((source) => [origin, host, protocol, '*', 'http://localhost:*'].includes(source))
    )
  })
}
