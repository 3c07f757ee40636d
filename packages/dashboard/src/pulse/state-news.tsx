import type { ServerPulse } from '@kymo/protocol'
import { useEffect, useRef, useState } from 'react'

/** Says to those who do not see it which server was lost or came back. */
export function StateNews({ servers }: { servers: readonly ServerPulse[] }) {
  const [news, setNews] = useState('')
  const known = useRef<ReadonlyMap<string, string>>(undefined)
  useEffect(() => {
    const before = known.current
    known.current = new Map(servers.map(({ id, state }) => [id, state]))
    if (before === undefined) return
    const changed = servers.filter(({ id, state }) => before.has(id) && before.get(id) !== state)
    const words = changed.map(
      ({ id, state }) => `${id} ${state === 'lost' ? 'is lost' : state === 'left' ? 'has left' : 'is back'}`,
    )
    if (words.length > 0) setNews(words.join(', '))
  }, [servers])
  return (
    <p role="status" className="sr-only">
      {news}
    </p>
  )
}
