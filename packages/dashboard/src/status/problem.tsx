import { ApiError } from '../api/client.ts'
import { Button } from '../controls/button.tsx'

interface ProblemProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What went wrong and what to do, where the figures would have been. */
export function Problem({ error, onRetry }: ProblemProps) {
  const known = error instanceof ApiError
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-start gap-2 p-6 text-left">
      <p className="text-prose font-medium">{known ? error.message : 'This part of the page failed.'}</p>
      <p className="text-prose text-dim">
        {known && error.hint !== null ? (
          <Words of={error.hint} />
        ) : (
          'Reload the page; if it happens again, report the code below.'
        )}
      </p>
      <p className="flex items-center gap-3 pt-1">
        {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
        <code className="text-label! text-faint">{known ? error.code : 'PAGE_FAILED'}</code>
      </p>
    </div>
  )
}

/** Text in which what stands between backticks is typed as it is. */
function Words({ of }: { of: string }) {
  return of.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  )
}
