import type { ErrorEvent } from '@kymo/protocol'
import { Mark } from '../status/mark.tsx'
import { CodeLines } from './code-lines.tsx'
import { mechanismLong } from './error-words.ts'
import { SourcePlace } from './source-place.tsx'
import { Stack } from './stack.tsx'

interface ErrorDetailProps {
  readonly error: ErrorEvent
  /** The type is said above already. */
  readonly titled?: boolean
}

/** What failed, and where in the code. */
export function ErrorDetail({ error, titled }: ErrorDetailProps) {
  const { source, code } = error
  const how = mechanismLong(error)
  return (
    <section aria-label="Error" className="mx-4 mt-4">
      <div className="border-l-2 border-error bg-error-fill py-2 pl-3">
        {titled ? null : (
          <p className="flex items-center gap-2 pb-1 text-error">
            <Mark shape="cross" />
            <code>{error.type}</code>
          </p>
        )}
        <p className="pr-3 text-prose break-words whitespace-pre-wrap">{error.message}</p>
        {how === null ? null : <p className="pt-1 pr-3 text-label text-dim first-letter:uppercase">{how}.</p>}
      </div>
      {source === null ? null : (
        <p className="flex items-center pt-3">
          <SourcePlace place={source} name={source.function} />
        </p>
      )}
      {code === null ? null : (
        <CodeLines firstLine={code.firstLine} lines={code.lines} at={source?.line ?? null} />
      )}
      {error.stack === null ? null : (
        <Stack stack={error.stack} type={error.type} message={error.message} source={source} />
      )}
    </section>
  )
}
