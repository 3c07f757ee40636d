import { prettyJson } from './pretty-json.ts'

/** What an action was called with, as it was captured: redacted, and in development only. */
export function Arguments({ json }: { json: string | null }) {
  return (
    <section aria-label="Arguments">
      <h3 className="px-4 pt-5 pb-1 text-label text-faint">Arguments</h3>
      {json === null ? (
        <p className="px-4 text-dim">Not captured: arguments are kept in development only.</p>
      ) : (
        <pre
          tabIndex={0}
          className="mx-4 max-h-80 overflow-auto rounded-sm border border-hairline bg-raised px-3 py-2 leading-5"
        >
          {prettyJson(json)}
        </pre>
      )}
    </section>
  )
}
