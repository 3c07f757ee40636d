import { type Look, Mark } from './mark.tsx'

/** How an HTTP status is drawn: its class by shape as well as by colour. What failed after a good one shows that. */
function statusLook(code: number | null, failed = false): Look {
  if (code === null) {
    return failed
      ? { shape: 'cross', tone: 'text-error', word: 'failed' }
      : { shape: 'dash', tone: 'text-faint', word: 'no status' }
  }
  if (code >= 500) return { shape: 'diamond', tone: 'text-error', word: 'server error' }
  if (code >= 400) return { shape: 'hollow-diamond', tone: 'text-error', word: 'client error' }
  if (failed) return { shape: 'cross', tone: 'text-error', word: 'failed' }
  if (code >= 300) return { shape: 'ring', tone: 'text-dim', word: 'redirect' }
  return { shape: 'dot', tone: 'text-ok', word: 'ok' }
}

/** The shape alone, for lists that have no room for the number. */
export function StatusMark({ code, failed }: { code: number | null; failed?: boolean }) {
  const look = statusLook(code, failed)
  const label = code === null ? look.word : `${code} ${look.word}`
  return <Mark shape={look.shape} className={look.tone} label={label} />
}

export function StatusCode({ code, failed }: { code: number | null; failed?: boolean }) {
  const look = statusLook(code, failed)
  const loud = code === null || code >= 400 || failed
  return (
    <span className={`inline-flex items-center gap-1.5 tabular-nums ${loud ? look.tone : 'text-dim'}`}>
      <Mark
        shape={look.shape}
        className={look.tone}
        {...(code !== null && look.shape === 'cross' ? { label: look.word } : {})}
      />
      {code ?? look.word}
    </span>
  )
}
