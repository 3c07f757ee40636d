import type { CacheStatus } from '@kymo/protocol'

/** Filled where the cache answered, outlined where it did not. */
const LOOKS: Readonly<Record<CacheStatus, string>> = {
  hit: 'bg-lifted text-text border-transparent',
  stale: 'bg-lifted text-text border-edge border-dashed',
  hmr: 'bg-lifted text-dim border-transparent',
  miss: 'text-dim border-hairline-strong',
  skip: 'text-dim border-transparent',
  unknown: 'text-faint border-transparent',
}

interface CacheBadgeProps {
  readonly status: CacheStatus
  /** Shown on hover: why, in words. */
  readonly title?: string
}

/** What the cache did, in its own word. */
export function CacheBadge({ status, title }: CacheBadgeProps) {
  return (
    <span
      className={`rounded-sm border px-1.5 text-label leading-4 ${LOOKS[status] ?? LOOKS.unknown}`}
      {...(title === undefined ? {} : { title })}
    >
      {status === 'hmr' ? 'HMR' : status}
    </span>
  )
}
