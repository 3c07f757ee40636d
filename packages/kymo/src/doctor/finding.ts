import type { CollectorStatus } from '@kymo/protocol'
import type { CollectorAddress } from '../collector-client.ts'
import type { Manifest, Project } from '../init/project.ts'

export type Verdict = 'ok' | 'warn' | 'fail'

/** What one check has found. */
export interface Finding {
  /** Stable, such as `next-version`. */
  readonly check: string
  readonly verdict: Verdict
  /** In one sentence, what is so. */
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What all checks look at. */
export interface Patient {
  readonly root: string
  readonly environment: Environment
  readonly nodeVersion: string
  readonly manifest: Manifest
  /** `undefined` where it is no Next.js app. */
  readonly project: Project | undefined
  /** `undefined` where none runs and none is named. */
  readonly address: CollectorAddress | undefined
  readonly collector: Collector
  /** Of a page of the running app that is to be looked at. */
  readonly page: URL | undefined
}

/** What came of asking the collector. */
export type Collector =
  | { readonly state: 'none' }
  | { readonly state: 'unreachable'; readonly reason: string }
  | { readonly state: 'refused'; readonly statusCode: number }
  | { readonly state: 'there'; readonly status: CollectorStatus; readonly token: TokenVerdict }

/** What a token is good for: facts and views, views only, or nothing. */
export type TokenVerdict = 'writes' | 'reads' | 'refused'

export type Check = (patient: Patient) => Promise<readonly Finding[]> | readonly Finding[]

export const ok = (check: string, message: string): Finding => ({ check, verdict: 'ok', message })
export const warn = (check: string, message: string, fix: string): Finding => ({
  check,
  verdict: 'warn',
  message,
  fix,
})
export const fail = (check: string, message: string, fix: string): Finding => ({
  check,
  verdict: 'fail',
  message,
  fix,
})
