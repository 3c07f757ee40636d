import type { SkippedPayload } from '@kymo/protocol'
import { Age } from '../clock/age.tsx'
import { plural } from '../format/plural.ts'
import { Drawer } from '../panes/drawer.tsx'
import { EmptyState } from '../status/empty-state.tsx'

interface SkippedDrawerProps {
  readonly skipped: readonly SkippedPayload[]
  readonly onClose: () => void
}

/** Payloads that could not be read: where they lie, and what is wrong with them. */
export function SkippedDrawer({ skipped, onClose }: SkippedDrawerProps) {
  return (
    <Drawer
      label="Skipped payloads"
      title={<h2 className="text-prose font-medium">Skipped payloads</h2>}
      onClose={onClose}
    >
      {skipped.length === 0 ? (
        <EmptyState title="No payload was skipped" />
      ) : (
        <>
          <p className="px-4 py-3 text-dim">
            What is written under these keys does not follow the protocol, which <code>docs/protocol.md</code>{' '}
            says. It is left where it is; nothing else is affected.
          </p>
          <ul>
            {skipped.map(({ key, code, message, count, lastSeen }) => (
              <li key={`${key} ${code}`} className="border-t border-hairline px-4 py-2">
                <code className="break-all">{key}</code>
                <p className="break-words">{message}</p>
                <p className="flex flex-wrap gap-x-3 text-label text-dim">
                  <code className="text-label!">{code}</code>
                  <span>{plural(count, 'time')}</span>
                  <Age time={lastSeen} ago />
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Drawer>
  )
}
