import type { CacheStatus } from '@kymo/protocol'

/** Filled where the cache answered, outlined where it did not. */
const LOOKS: Readonly<Record<Exclude<CacheStatus, 'unknown'>, string>> = {
  hit: 'bg-lifted text-text border-transparent',
  stale: 'bg-lifted text-text border-edge border-dashed',
  hmr: 'bg-lifted text-dim border-transparent',
  miss: 'text-dim border-hairline-strong',
  skip: 'text-dim border-transparent',
}

interface CacheBadgeProps {
  readonly status: CacheStatus
  readonly reason?: string | null
}

/** What the cache did, in its own word; a dash where nobody said. */
export function CacheBadge({ status, reason }: CacheBadgeProps) {
  const look = LOOKS[status as keyof typeof LOOKS]
  if (look === undefined) {
    return (
      <span className="text-faint" title="Neither the framework nor a header said">
        –
      </span>
    )
  }
  return (
    <span
      className={`rounded-sm border px-1.5 text-label leading-4 ${look}`}
      {...(reason ? { title: reason } : {})}
    >
      {status}
    </span>
  )
}
