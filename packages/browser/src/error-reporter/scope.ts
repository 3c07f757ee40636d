import { CONTEXTS, type ErrorUser, keptContexts, keptTags, keptUser } from './error-scope.ts'
import type { ReportedError } from './reported-error.ts'

/** What the app has said that holds for all errors from then on. */
export class Scope {
  user: ErrorUser | undefined
  tags: ReportedError['tags'] = {}
  contexts: ReportedError['contexts'] = {}

  setUser(user: unknown): void {
    this.user = keptUser(user)
  }

  setTags(tags: Readonly<Record<string, unknown>>): void {
    const all = Object.entries({ ...this.tags, ...tags }).filter(([, value]) => value !== null)
    this.tags = keptTags(Object.fromEntries(all))
  }

  setContext(name: string, context: unknown): void {
    const { [name]: _, ...others } = this.contexts
    const all = context === null ? others : { ...others, ...keptContexts({ [name]: context }) }
    this.contexts = Object.fromEntries(Object.entries(all).slice(-CONTEXTS))
  }
}
