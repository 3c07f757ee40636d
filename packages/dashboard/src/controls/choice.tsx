import { Select } from '@base-ui/react/select'
import { count } from '../format/quantity.ts'
import { Icon } from './icon.tsx'

export interface ChoiceOption {
  readonly value: string
  readonly label?: string
  /** How many rows it would let through. */
  readonly count?: number
}

interface ChoiceProps {
  readonly label: string
  /** What it is called when nothing is chosen; 'Any' unless given. */
  readonly any?: string
  /** Undefined lets everything through. */
  readonly value: string | undefined
  readonly options: readonly ChoiceOption[]
  readonly onChange: (value: string | undefined) => void
}

const ANY = ''

/** A filter that is set to one of a few values, or to none. */
export function Choice({ label, any = 'Any', value, options, onChange }: ChoiceProps) {
  const known = options.some((option) => option.value === value)
  const all: ChoiceOption[] = [
    { value: ANY, label: any },
    ...(value !== undefined && !known ? [{ value }] : []),
    ...options,
  ]
  const set = value !== undefined
  return (
    <Select.Root
      value={value ?? ANY}
      items={all.map((option) => ({ value: option.value, label: option.label ?? option.value }))}
      onValueChange={(next) => onChange(next === ANY || next === null ? undefined : next)}
    >
      <Select.Trigger
        aria-label={label}
        className={`control max-w-52 pr-1 pl-2 ${set ? 'border-accent! bg-accent-fill text-text' : ''}`}
      >
        <span className={set ? 'text-dim' : ''}>{label}</span>
        {set ? <Select.Value className="min-w-0 truncate font-medium" /> : null}
        <Icon name="down" size={12} className="text-faint" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="z-50">
          <Select.Popup className="popup max-h-[min(24rem,var(--available-height))] min-w-44 overflow-y-auto py-1">
            <Select.List>
              {all.map((option) => (
                <Select.Item
                  key={option.value}
                  value={option.value}
                  className="flex h-7 items-center gap-2 pr-3 pl-2 data-highlighted:bg-lifted"
                >
                  <span className="w-3.5">
                    <Select.ItemIndicator>
                      <Icon name="check" size={14} />
                    </Select.ItemIndicator>
                  </span>
                  <Select.ItemText className="min-w-0 flex-1 truncate">
                    {option.label ?? option.value}
                  </Select.ItemText>
                  {option.count === undefined ? null : (
                    <span className="pl-4 text-label text-faint">{count(option.count)}</span>
                  )}
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  )
}
