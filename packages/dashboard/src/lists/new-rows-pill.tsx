import { Icon } from '../controls/icon.tsx'
import { count } from '../format/quantity.ts'

interface NewRowsPillProps {
  readonly count: number
  readonly onShow: () => void
}

/** Says how many rows wait to enter the list, and lets them in. */
export function NewRowsPill({ count: rows, onShow }: NewRowsPillProps) {
  return (
    <div
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 top-9 z-10 grid justify-items-center"
    >
      {rows === 0 ? null : (
        <button
          type="button"
          onClick={onShow}
          className="pill pointer-events-auto flex h-7 items-center gap-1 rounded-full bg-accent pr-3 pl-2 font-medium text-on-accent shadow-popup"
        >
          <Icon name="top" size={14} />
          {count(rows)} new
        </button>
      )}
    </div>
  )
}
