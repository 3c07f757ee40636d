import {
  type Attributes,
  type ErrorReport,
  parseBreadcrumbs,
  parseErrorContexts,
  parseErrorTags,
} from '@kymo/protocol'
import { textOf } from './attributes.ts'

/** What a page's error reporter said besides the error; null where that is nothing. */
export function errorReport(attributes: Attributes): ErrorReport | null {
  const breadcrumbs = parseBreadcrumbs(attributes['kymo.breadcrumbs']).value ?? []
  const tags = parseErrorTags(attributes['kymo.tags']).value ?? {}
  const contexts = parseErrorContexts(attributes['kymo.contexts']).value ?? {}
  const user = textOf(attributes, 'user.id')
  const isEmpty = breadcrumbs.length + Object.keys(tags).length + Object.keys(contexts).length === 0
  return isEmpty && user === null ? null : { breadcrumbs, tags, contexts, user }
}
