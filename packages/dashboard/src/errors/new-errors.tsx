import { useQuery } from '@tanstack/react-query'
import { newErrorsQuery } from '../api/queries.ts'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import { useErrorsSeen } from './seen.ts'

/** How many kinds of error happened since they were looked at last; nothing where none did. */
export function NewErrors() {
  const { data } = useQuery(newErrorsQuery(useErrorsSeen()))
  const total = data?.total ?? 0
  if (total === 0) return null
  return (
    <span
      className="ml-1.5 rounded-full bg-error-fill px-1.5 text-label leading-4 font-medium text-error"
      title={`${plural(total, 'error')} happened since you looked last`}
    >
      {count(total)}
      <span className="sr-only"> new</span>
    </span>
  )
}
