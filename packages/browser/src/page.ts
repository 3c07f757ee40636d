import type { Fact } from '@kymo/protocol'
import { theOne } from './monitors/only-one.ts'
import type { Transport } from './transport/transport.ts'
import type { Visits } from './visits/visits.ts'

/** How a framework asks its server for pages: with requests that are neither documents nor the app's own calls. */
export interface Framework {
  /** The page that a request asks for, when it does so for a navigation. @param headers those it has */
  navigation(url: URL, headers: Headers): { readonly address: string; readonly loose: boolean } | undefined
  /** Whether a request is the framework's, which its server tells of, rather than the app's own. */
  isOwn(url: URL, headers: Headers): boolean
}

export interface PageOptions {
  /** The collector's address, such as `http://localhost:4600`. */
  readonly url: string
  /** The public key by which the collector takes facts of pages. */
  readonly key: string
  /** The app's name, `service.name`: the same as on its server. */
  readonly app: string
  /** It is known that the page's content security policy forbids to call the collector. Default: false */
  readonly blocked?: boolean
  /** What is known of the app's framework, such as `nextFramework`. Default: none, every request is the app's own */
  readonly framework?: Framework
}

/** A page that is observed. */
export interface Page {
  readonly options: PageOptions
  readonly visits: Visits
  readonly transport: Transport
  /** An unpatched `fetch`, for what must not be observed. */
  readonly fetch: typeof fetch
  record(fact: Fact): void
  /** Calls when the page may be gone in the next moment, perhaps again later: what is told then is sent at once. */
  onLeaving(listener: () => void): void
}

/** The page that is observed, also by another copy of this module; `undefined` where none is. */
export const observedPage = (): Page | undefined => theOne('page')
