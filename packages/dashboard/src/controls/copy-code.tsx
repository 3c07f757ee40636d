import { CopyButton } from './copy-button.tsx'

/** Lines to paste into one's own code, and a button that copies them. */
export function CopyCode({ code, label }: { code: string; label: string }) {
  return (
    <span className="relative block max-w-full rounded-md border border-hairline-strong bg-raised text-left">
      <code
        className="block overflow-x-auto py-2 pr-10 pl-3 leading-5 whitespace-pre select-all"
        tabIndex={0}
      >
        {code}
      </code>
      <CopyButton
        text={code}
        label={`Copy ${label}`}
        className="absolute top-1 right-1 size-7 rounded-sm hover:bg-lifted"
      />
    </span>
  )
}
