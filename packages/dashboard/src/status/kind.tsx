import type { Hue } from '../timeline/span-facts.ts'

export const HUE_TEXT: Readonly<Record<Hue, string>> = {
  request: 'text-kind-request',
  action: 'text-kind-action',
  fetch: 'text-kind-fetch',
  render: 'text-kind-render',
  client: 'text-kind-client',
  other: 'text-kind-other',
}

const HUE_WORDS: Readonly<Record<Hue, string>> = {
  request: 'Request',
  action: 'Action',
  fetch: 'Fetch',
  render: 'Render',
  client: 'Client',
  other: 'Other',
}

/** A short bar in the hue of a kind of span, as its bars in the timeline. */
export function KindSwatch({ hue, label }: { hue: Hue; label?: boolean }) {
  return (
    <span
      className={`inline-block h-2 w-2.5 shrink-0 rounded-[2px] bg-current ${HUE_TEXT[hue]}`}
      {...(label
        ? { role: 'img', 'aria-label': HUE_WORDS[hue], title: HUE_WORDS[hue] }
        : { 'aria-hidden': true })}
    />
  )
}
