import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Agent } from '@kymo/node'
import { type Environment, PAGE_SCRIPT_PATH, pageMonitors } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'
import { type AnswerHead, type Change, changeAnswer } from './answer.ts'
import { mayConnect, scriptPermission } from './content-security-policy.ts'
import { asksForDocument, isHtmlDocument, isLoopback, originOf } from './documents.ts'
import { HeadFinder } from './head-finder.ts'
import { type PageSettings, scriptTag } from './script-tag.ts'
import { serveScript } from './serve-script.ts'

/**
 * Puts the page's script into every HTML document that the app answers with, and serves it, in development and where
 * the environment has a key for pages; otherwise it does nothing. Returns how to undo it.
 *
 * @param environment `KYMO_URL`, `KYMO_BROWSER_KEY`, and in `KYMO_PAGE_ORIGINS`, separated by commas, the origins of
 * pages that reach the collector besides those on loopback; in `KYMO_PAGE_OFF`, the monitors that stay off
 * @param file the built script; default: that of `@kymo/browser`
 */
export function observePages(agent: Agent, environment: Environment = process.env, file?: URL): () => void {
  const { KYMO_URL: url, KYMO_BROWSER_KEY: key, KYMO_PAGE_ORIGINS = '', KYMO_PAGE_OFF } = environment
  // A server of the app's own may leave it to Next.js to say, which does so later.
  const isOn = () => environment.NODE_ENV !== 'production'
  if (!url || !key || !isOn()) return () => {}
  const script = file ?? builtScript()
  if (script === undefined) return () => {}
  const settings: PageSettings = {
    url,
    key,
    app: String(agent.resource['service.name']),
    off: pageMonitors(KYMO_PAGE_OFF),
  }
  const origins = new Set(KYMO_PAGE_ORIGINS.split(',').map((origin) => origin.trim()))
  const undo = [
    serveScript(script, isOn),
    agent.onRequestStart((_span, request, response) => {
      guard('pages', () => {
        if (isOn() && asksForDocument(request)) putScript(request, response, settings, origins)
      })
    }),
  ]
  return () => {
    for (const step of undo) step()
  }
}

/** `undefined` where a bundler has put this module among the app's own: nothing is found from there. */
function builtScript(): URL | undefined {
  const { resolve } = import.meta
  return typeof resolve === 'function' ? new URL(resolve('@kymo/browser/client.js')) : undefined
}

function putScript(
  request: IncomingMessage,
  response: ServerResponse,
  settings: PageSettings,
  origins: ReadonlySet<string>,
): void {
  const origin = originOf(request)
  // On another machine it could not reach the collector, and would make the browser ask for leave to try.
  if (origin === undefined || !(isLoopback(origin) || origins.has(origin.origin))) return
  changeAnswer(response, (head) =>
    guard('pages', () => {
      if (!isHtmlDocument(head)) return undefined
      const policies = policiesOf(head)
      const permission = scriptPermission(policies, origin.origin)
      if (!permission.allowed) return undefined
      const blocked = !mayConnect(policies, origin.origin, settings.url)
      return insertAtHead(scriptTag(settings, permission.nonce, blocked))
    }),
  )
}

function policiesOf({ header }: AnswerHead): string[] {
  return [...header('content-security-policy'), ...header('content-security-policy-report-only')]
}

/** Once; what comes from the app with the script in it, by way of another of its servers, keeps the one it has. */
function insertAtHead(tag: string): Change {
  const finder = new HeadFinder()
  return (piece) => {
    if (finder.over) return undefined
    const place = finder.find(piece)
    if (place === -1) return undefined
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    const rest = bytes.subarray(place)
    if (rest.subarray(0, PRESENT.length).equals(PRESENT)) return undefined
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(tag), rest])
  }
}

const PRESENT = Buffer.from(`<script src="${PAGE_SCRIPT_PATH}"`)
