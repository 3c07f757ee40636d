import type { Breadcrumb, ExceptionMechanism } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { messageOf, stackOf, typeOf } from '../errors/thrown.ts'
import { newId } from '../ids.ts'
import { keptUrl } from '../kept.ts'
import { observedPage } from '../page.ts'
import type { ErrorReporterConfig } from './error-reporter-config.ts'
import type { ReportedError } from './reported-error.ts'
import type { Scope } from './scope.ts'

/** Of something that was not thrown, what stands in the place of what would be read of it. */
export interface SaidError {
  readonly type: string
  readonly message: string
  readonly level?: ReportedError['level']
  readonly contexts?: ReportedError['contexts']
}

/** An error of this moment and page. */
export function newError(
  thrown: unknown,
  mechanism: ExceptionMechanism,
  said: SaidError | undefined,
  { environment, release }: Pick<ErrorReporterConfig, 'environment' | 'release'>,
  { user, tags, contexts }: Scope,
  breadcrumbs: readonly Breadcrumb[],
): ReportedError {
  return {
    id: newId(16),
    time: epoch(performance.now()),
    type: said?.type ?? typeOf(thrown),
    message: said?.message ?? messageOf(thrown),
    stack: said ? '' : stackOf(thrown),
    frames: [],
    mechanism,
    escaped: mechanism === 'window' || mechanism === 'promise',
    level: said?.level ?? 'error',
    count: 1,
    url: keptUrl(location.href),
    visitId: observedPage()?.visits.current.id,
    environment,
    release,
    user,
    tags,
    contexts: { ...said?.contexts, ...contexts, ...said?.contexts },
    breadcrumbs,
  }
}
