import { Icon } from '../controls/icon.tsx'
import { count } from '../format/quantity.ts'
import type { LiveList } from './use-paged-list.ts'

/**
 * Says how many rows wait to enter the list, and lets them in. It has its place in the head of the list's pane, where it
 * covers no row and moves none.
 */
export function NewRows<Row>({ rows }: { rows: LiveList<Row> }) {
  const { held } = rows.list
  return (
    <div aria-live="polite" className="shrink-0 not-empty:ml-2">
      {held === 0 ? null : (
        <button
          type="button"
          onClick={() => {
            rows.release()
            const frame = rows.frame.current
            requestAnimationFrame(() => frame?.querySelector('[data-grid]')?.scrollTo({ top: 0 }))
          }}
          className="pill flex h-5.5 items-center gap-0.5 rounded-full bg-accent pr-2.5 pl-1.5 text-label font-medium whitespace-nowrap text-on-accent"
        >
          <Icon name="top" size={12} />
          {count(held)} new
        </button>
      )}
    </div>
  )
}
