import type { SourceLocation } from '@kymo/protocol'
import { CopyButton } from '../controls/copy-button.tsx'

type Place = Pick<SourceLocation, 'file'> & { readonly line: number | null; readonly column?: number | null }

/** `app/page.tsx:12`, as editors and terminals take it. */
export function placeText({ file, line, column }: Place): string {
  return [file, line, line === null ? null : column].filter((part) => part != null).join(':')
}

/** A place in the app's source, to be copied. */
export function SourcePlace({ place, name }: { place: Place; name?: string | null }) {
  const text = placeText(place)
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <code className="min-w-0 break-all">
        {place.file}
        {place.line === null ? null : <span className="text-dim">{text.slice(place.file.length)}</span>}
        {name ? <span className="text-faint"> in {name}</span> : null}
      </code>
      <CopyButton text={text} label={`Copy ${text}`} />
    </span>
  )
}
