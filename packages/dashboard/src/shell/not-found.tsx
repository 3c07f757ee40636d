import { Link } from '@tanstack/react-router'
import { EmptyState } from '../status/empty-state.tsx'

export function NotFound() {
  return (
    <div className="grid h-full place-items-center">
      <EmptyState title="There is no such page">
        <Link to="/" className="text-accent underline">
          Go to Activity
        </Link>
      </EmptyState>
    </div>
  )
}
