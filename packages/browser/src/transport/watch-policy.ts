import type { Page } from '../page.ts'

const { info } = console

/** Tries no more when the page's content security policy forbids to call the collector: each try shows in the console. */
export function watchPolicy({ options: { url }, transport }: Page): void {
  const tell = () =>
    info(
      `kymo PAGE_BLOCKED: this page is not observed. Allow ${url} in connect-src of its content security policy.`,
    )
  if (transport.state === 'blocked') tell()
  document.addEventListener('securitypolicyviolation', ({ blockedURI, disposition, effectiveDirective }) => {
    // The collector may be refused as a source of pictures, and be called even so.
    if (disposition !== 'enforce' || effectiveDirective !== 'connect-src') return
    if (!blockedURI.startsWith(`${url}/`) || transport.state === 'blocked') return
    transport.block()
    tell()
  })
}
