import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { AnswerHead } from './answer.ts'

/** What a browser makes a page of, by `sec-fetch-dest`. */
const PAGES = new Set(['document', 'iframe', 'frame'])

/** Whether a browser is about to make a page of the answer. Those that don't say so ask for HTML then, and only then. */
export function asksForDocument({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'POST') return false
  const destination = headers['sec-fetch-dest']
  if (destination !== undefined) return PAGES.has(String(destination))
  return headers.accept?.includes('text/html') === true
}

/** Whether the answer is a whole HTML document, in plain, that is shown rather than saved. */
export function isHtmlDocument({ statusCode, header }: AnswerHead): boolean {
  if (statusCode < 200 || statusCode === 204 || statusCode === 206) return false
  if (statusCode >= 300 && statusCode < 400) return false
  const [type = '', ...more] = header('content-type')
  if (more.length > 0 || !/^\s*text\/html\s*(;|$)/i.test(type)) return false
  if (header('content-encoding').some((encoding) => encoding.toLowerCase() !== 'identity')) return false
  return !header('content-disposition').some((disposition) => /^\s*attachment/i.test(disposition))
}

/** The origin that the browser has asked, as far as its request tells. */
export function originOf({ headers, socket }: IncomingMessage): URL | undefined {
  const scheme = (socket as TLSSocket).encrypted === true ? 'https' : 'http'
  const origin = `${scheme}://${headers.host}`
  return headers.host !== undefined && URL.canParse(origin) ? new URL(origin) : undefined
}

/** Whether a browser that uses this name runs on this machine, where the collector is. */
export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}
