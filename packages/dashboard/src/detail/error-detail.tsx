import type { ErrorEvent } from '@kymo/protocol'
import { Mark } from '../status/mark.tsx'

/** What failed, and where in the code. */
export function ErrorDetail({ error }: { error: ErrorEvent }) {
  return (
    <section aria-label="Error" className="mx-4 mt-4 border-l-2 border-error bg-error-fill py-2 pl-3">
      <p className="flex items-center gap-2 text-error">
        <Mark shape="cross" />
        <code>{error.type}</code>
        {error.escaped ? <span className="text-label">nothing caught it</span> : null}
      </p>
      <p className="pt-1 pr-3 break-words whitespace-pre-wrap">{error.message}</p>
      {error.stack === null ? null : (
        <pre tabIndex={0} className="mt-2 max-h-[min(60vh,640px)] overflow-auto pr-3 text-dim">
          {frames(error)}
        </pre>
      )}
    </section>
  )
}

/** The stack's frames: without the lines that say the type and message again, and without their indentation. */
function frames({ stack, message, type }: ErrorEvent): string {
  const text = stack ?? ''
  const head = `${type}: ${message}\n`
  const rest = text.startsWith(head) ? text.slice(head.length) : text
  return rest.replace(/^[ \t]+/gm, '')
}
