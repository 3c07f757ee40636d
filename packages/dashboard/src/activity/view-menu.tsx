import { Menu } from '@base-ui/react/menu'
import { Icon } from '../controls/icon.tsx'
import { count } from '../format/quantity.ts'
import { type HiddenSpans, type Hideable, hiddenWords } from '../timeline/hidden-spans.ts'
import { useViewOptions } from './view-options.ts'

interface ViewMenuProps {
  readonly requests: HiddenSpans['requests']
  readonly renders: number
  readonly files: number
}

/** What of a session is shown: without what the framework did on its own, with or without the details. */
export function ViewMenu({ requests, renders, files }: ViewMenuProps) {
  const options = useViewOptions()
  const { hide, choose } = options
  const words = hiddenWords(requests, hide)
  const hidden = hide.reduce((sum, purpose) => sum + requests[purpose], 0)
  const toggle = (purpose: Hideable) => (checked: boolean) =>
    choose({ hide: checked ? [...hide, purpose] : hide.filter((other) => other !== purpose) })
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={words === null ? 'View' : `View: ${words}`}
        title={words ?? 'What of the session is shown'}
        className={`control px-1.5 text-body! ${words === null ? '' : 'border-accent! bg-accent-fill text-text'}`}
      >
        <Icon name="sliders" size={14} />
        {words === null ? (
          <span className="hidden @lg:inline">View</span>
        ) : (
          <span className="font-medium whitespace-nowrap">
            {count(hidden)}
            <span className="hidden @md:inline"> hidden</span>
          </span>
        )}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-50">
          <Menu.Popup className="popup min-w-56 py-1">
            <Item checked={hide.includes('hmr')} onChange={toggle('hmr')} number={requests.hmr}>
              Hide HMR refreshes
            </Item>
            <Item
              checked={hide.includes('prefetch')}
              onChange={toggle('prefetch')}
              number={requests.prefetch}
            >
              Hide prefetches
            </Item>
            <Menu.Separator className="my-1 h-px bg-hairline" />
            <Item checked={options.renders} onChange={(shown) => choose({ renders: shown })} number={renders}>
              Unfold render steps
            </Item>
            <Item checked={options.files} onChange={(shown) => choose({ files: shown })} number={files}>
              Unfold files
            </Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

interface ItemProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  /** How many there are in the session. */
  readonly number: number
  readonly children: string
}

function Item({ checked, onChange, number, children }: ItemProps) {
  return (
    <Menu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      className="flex h-7 items-center gap-2 pr-3 pl-2 data-highlighted:bg-lifted"
    >
      <span className="w-3.5">
        <Menu.CheckboxItemIndicator>
          <Icon name="check" size={14} />
        </Menu.CheckboxItemIndicator>
      </span>
      <span className="flex-1">{children}</span>
      <span className="pl-4 text-label text-faint">{count(number)}</span>
    </Menu.CheckboxItem>
  )
}
