import { Dialog } from '@base-ui/react/dialog'
import { useRef } from 'react'
import { IconButton, Keys } from '../controls/button.tsx'
import { PAGES } from './pages.ts'

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'Search, commands'],
      ['/', 'Go to the filter'],
      ...PAGES.map(({ key, name }) => [`g ${key}`, name] as const),
      ['p', 'Pause, go on'],
      ['Esc', 'Close the detail'],
      ['?', 'This list'],
    ],
  },
  {
    title: 'Lists',
    keys: [
      ['j k', 'Down, up'],
      ['Enter', 'Open'],
      ['← →', 'Collapse, expand'],
      ['Home End', 'First, last'],
    ],
  },
  {
    title: 'Timeline',
    keys: [
      ['+ −', 'Zoom in, out'],
      ['f', 'Fit the row'],
      ['0', 'Show all'],
      ['Shift ←', 'Earlier'],
      ['Shift →', 'Later'],
      ['Drag', 'Zoom to a part'],
      ['Ctrl wheel', 'Zoom at the pointer'],
    ],
  },
]

export function HelpDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  // The keyboard goes to the list as a whole: it is there to be read.
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop" />
        <Dialog.Viewport className="fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
          <Dialog.Popup ref={popup} tabIndex={-1} initialFocus={popup} className="popup w-full max-w-3xl">
            <div className="flex h-11 items-center justify-between border-b border-hairline pr-2 pl-4">
              <Dialog.Title className="text-prose font-medium">Keyboard</Dialog.Title>
              <Dialog.Close render={<IconButton icon="close" label="Close" />} />
            </div>
            <div className="grid gap-6 p-4 sm:grid-cols-3">
              {GROUPS.map((group) => (
                <section key={group.title}>
                  <h3 className="pb-1 text-label text-faint">{group.title}</h3>
                  <dl>
                    {group.keys.map(([keys, meaning]) => (
                      <div key={keys} className="flex h-[30px] items-center justify-between gap-3">
                        <dt className="order-2">
                          <Keys of={keys} />
                        </dt>
                        <dd className="text-dim">{meaning}</dd>
                      </div>
                    ))}
                  </dl>
                </section>
              ))}
            </div>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
