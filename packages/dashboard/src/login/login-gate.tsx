import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { ApiError } from '../api/client.ts'
import { accessQuery } from '../api/queries.ts'
import { LoginPage } from './login-page.tsx'

interface LoginGateProps {
  /** Called once somebody may read. */
  readonly onOpen: () => void
  /** Called once nobody may any more. */
  readonly onLock: () => void
  readonly children: ReactNode
}

/** Shows the dashboard to whoever may read, and everybody else the way in. */
export function LoginGate({ onOpen, onLock, children }: LoginGateProps) {
  const client = useQueryClient()
  const access = useQuery(accessQuery)
  const locked = isLocked(access.error)
  const open = !locked && !access.isPending

  useEffect(() => {
    if (open) onOpen()
    else if (locked) onLock()
  }, [open, locked, onOpen, onLock])

  // A session that ends is noticed by whatever is read next.
  useEffect(
    () =>
      client.getQueryCache().subscribe(({ type, query }) => {
        const isAccess = query.queryKey[0] === accessQuery.queryKey[0]
        if (type !== 'updated' || isAccess || !isLocked(query.state.error)) return
        void client.refetchQueries({ queryKey: accessQuery.queryKey })
      }),
    [client],
  )

  if (access.isPending) return null
  return locked ? <LoginPage /> : children
}

function isLocked(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}
