import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { ReactNode } from 'react'

interface SegmentsProps<Value extends string> {
  readonly label: string
  readonly value: Value | undefined
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[]
  readonly onChange: (value: Value) => void
}

/** One of a few, all of them seen. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={value === undefined ? [] : [value]}
      onValueChange={(next) => {
        const chosen = next[0] as Value | undefined
        if (chosen !== undefined) onChange(chosen)
      }}
      className="flex h-7 shrink-0 items-stretch rounded-sm border border-hairline-strong p-px"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="flex items-center gap-1 rounded-[3px] px-2 text-dim hover:text-text data-pressed:bg-lifted data-pressed:text-text"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
