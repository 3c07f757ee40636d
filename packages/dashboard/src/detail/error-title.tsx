import { Mark } from '../status/mark.tsx'

/** What a drawer about an error is headed by. */
export function ErrorTitle({ type }: { type: string }) {
  return (
    <h2 className="flex items-baseline gap-2 text-error">
      <Mark shape="cross" />
      <code className="min-w-0 break-all">{type}</code>
    </h2>
  )
}
