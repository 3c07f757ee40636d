import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { readSessions } from '../api/endpoints.ts'
import { Keys } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { type Command, type CommandGroup, useCommands } from './commands.ts'

interface PaletteProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onHelp: () => void
}

/** Everything the page can do or show, by name. */
export function CommandPalette({ open, onOpenChange, onHelp }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-start justify-center p-2 pt-[12vh]">
          <Dialog.Popup
            className="popup flex w-full max-w-xl flex-col overflow-hidden"
            aria-label="Search and commands"
          >
            <PaletteContent onDone={() => onOpenChange(false)} onHelp={onHelp} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteContent({ onDone, onHelp }: { onDone: () => void; onHelp: () => void }) {
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const sessions = useQuery({
    queryKey: ['palette', wanted],
    queryFn: ({ signal }) => readSessions({ q: wanted }, null, signal),
    placeholderData: keepPreviousData,
    staleTime: 2000,
    gcTime: 10_000,
  })
  const groups = useCommands(wanted, sessions.data?.rows ?? [], onHelp)

  return (
    <Autocomplete.Root
      open
      inline
      items={groups as CommandGroup[]}
      value={text}
      onValueChange={setText}
      filter={null}
      itemToStringValue={(command: Command) => command.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex h-11 items-center gap-2 border-b border-hairline px-3">
        <Icon name="search" className="text-faint" />
        <Autocomplete.Input
          aria-label="Search sessions and commands"
          placeholder="Search sessions and commands"
          className="h-full min-w-0 flex-1 bg-transparent text-prose outline-none placeholder:text-faint"
        />
        <Keys of="Esc" />
      </div>
      <Autocomplete.Empty className="p-4 text-dim empty:p-0">
        Nothing is called that, and no session's address contains it.
      </Autocomplete.Empty>
      <Autocomplete.List className="max-h-[min(60vh,420px)] overflow-y-auto py-1 data-empty:p-0">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items as Command[]}>
            <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-label text-faint">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  className="mx-1 flex h-8 items-center gap-3 rounded-sm px-2 data-highlighted:bg-lifted"
                  onClick={() => {
                    onDone()
                    command.run()
                  }}
                >
                  <span className={`min-w-0 flex-1 truncate ${command.mono ? 'font-mono' : ''}`}>
                    {command.label}
                  </span>
                  {command.note === undefined ? null : (
                    <span className="shrink-0 text-label text-faint">{command.note}</span>
                  )}
                  {command.keys === undefined ? null : <Keys of={command.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}
