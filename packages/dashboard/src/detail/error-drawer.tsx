import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ErrorRef, isReferred } from '../address/error-ref.ts'
import type { SpanRef } from '../address/span-ref.ts'
import { sessionQuery } from '../api/queries.ts'
import { Button } from '../controls/button.tsx'
import { Duration } from '../format/figures.tsx'
import { Drawer } from '../panes/drawer.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { ErrorDetail } from './error-detail.tsx'
import { ErrorReportParts } from './error-report.tsx'
import { ErrorTitle } from './error-title.tsx'

interface ErrorDrawerProps {
  readonly reference: ErrorRef
  readonly sessionId: string
  readonly onClose: () => void
  readonly onSpan: (ref: SpanRef) => void
}

/** One error of a session, beside the list it was opened from. */
export function ErrorDrawer({ reference, sessionId, onClose, onSpan }: ErrorDrawerProps) {
  const { data } = useQuery(sessionQuery(sessionId))
  const error = data?.session.errors.find((candidate) => isReferred(candidate, reference))
  return (
    <Drawer
      label="Detail"
      title={error === undefined ? null : <ErrorTitle type={error.type} />}
      onClose={onClose}
    >
      {error === undefined || data === undefined ? (
        data === undefined ? null : (
          <EmptyState title="This error is no longer kept">
            Old facts are removed when the store reaches its limit of age or size.
          </EmptyState>
        )
      ) : (
        <div className="pb-6">
          <ErrorDetail error={error} titled />
          <ErrorReportParts error={error} />
          <p className="px-4 pt-4 text-dim">
            <Duration value={Math.max(0, error.time - data.session.startTime)} /> into the session.
          </p>
          <p className="flex flex-wrap gap-2 px-4 pt-3">
            {error.traceId === null || error.spanId === null ? null : (
              <Button
                onClick={() => onSpan({ traceId: error.traceId as string, spanId: error.spanId as string })}
              >
                Show what it happened in
              </Button>
            )}
            {error.fingerprint === '' ? null : (
              <Link to="/errors" search={{ error: error.fingerprint }} className="control px-2">
                All of this error
              </Link>
            )}
          </p>
        </div>
      )}
    </Drawer>
  )
}
