import type { SourceLocation } from '@kymo/protocol'
import { placeText } from '../detail/source-place.tsx'

interface PlaceProps {
  readonly place: (Pick<SourceLocation, 'file'> & { readonly line: number | null }) | null
}

/** A place in the app's source in a column: where there is no room, its folders are cut off first. */
export function Place({ place }: PlaceProps) {
  if (place === null) return <span className="text-faint">–</span>
  const { file, line } = place
  const slash = file.lastIndexOf('/') + 1
  return (
    <code className="flex min-w-0 text-dim" title={placeText(place)}>
      <span className="min-w-0 truncate">{file.slice(0, slash)}</span>
      <span className="flex max-w-full shrink-0">
        <span className="min-w-0 truncate">{file.slice(slash)}</span>
        {line === null ? null : <span className="shrink-0">:{line}</span>}
      </span>
    </code>
  )
}
