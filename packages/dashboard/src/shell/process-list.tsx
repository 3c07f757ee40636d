import { Popover } from '@base-ui/react/popover'
import type { InstanceStatus } from '@kymo/protocol'
import { Age } from '../clock/age.tsx'
import { count } from '../format/quantity.ts'

/** How many processes ever sent facts, and when each did last: one that is idle can not be told from one that is gone. */
export function ProcessList({ instances }: { instances: readonly InstanceStatus[] }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="hover:text-text">
        {count(instances.length)}{' '}
        <span className="text-faint">{instances.length === 1 ? 'process' : 'processes'} seen</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" align="start" sideOffset={8} className="z-50">
          <Popover.Popup className="popup max-h-80 max-w-[calc(100vw-16px)] overflow-auto p-3">
            <Popover.Title className="pb-1 text-body font-medium">Processes that sent facts</Popover.Title>
            {instances.length === 0 ? (
              <Popover.Description className="max-w-72 text-body text-dim">
                None so far. Start an app with <code>npx kymo dev</code>.
              </Popover.Description>
            ) : (
              <ProcessTable instances={instances} />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function ProcessTable({ instances }: { instances: readonly InstanceStatus[] }) {
  const newestFirst = instances.toSorted((a, b) => b.lastSeen - a.lastSeen)
  return (
    <table className="text-body">
      <thead className="text-label text-faint">
        <tr className="h-7 [&>th]:px-2 [&>th]:font-normal">
          <th className="pl-0! text-left">App</th>
          <th className="text-right">Process</th>
          <th className="text-left">Runtime</th>
          <th className="text-right">Facts</th>
          <th className="text-right">Dropped</th>
          <th className="pr-0! text-right">Last heard</th>
        </tr>
      </thead>
      <tbody>
        {newestFirst.map((instance) => (
          <tr key={instance.instance} className="h-7 border-t border-hairline [&>td]:px-2">
            <td className="max-w-40 truncate pl-0!">{instance.app}</td>
            <td className="text-right text-dim">{instance.pid ?? '–'}</td>
            <td className="max-w-40 truncate text-dim">{instance.runtime ?? '–'}</td>
            <td className="text-right">{count(instance.facts)}</td>
            <td className={`text-right ${instance.dropped > 0 ? 'text-slow' : 'text-dim'}`}>
              {count(instance.dropped)}
            </td>
            <td className="pr-0! text-right text-dim">
              <Age time={instance.lastSeen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
