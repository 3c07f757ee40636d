import { useEffect, useRef, useState } from 'react'
import { Icon } from './icon.tsx'

interface TextFilterProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  /** `/` on the keyboard goes to the page's first filter that has this. */
  readonly primary?: boolean
  readonly className?: string
}

const DELAY = 200

/** Text that rows must contain; taken over shortly after the last key. */
export function TextFilter({ label, value, onChange, primary, className }: TextFilterProps) {
  const [text, setText] = useState(value ?? '')
  const sent = useRef(value ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    // The address changed by other means, such as the back button.
    if ((value ?? '') !== sent.current) {
      sent.current = value ?? ''
      setText(value ?? '')
    }
  }, [value])

  function send(next: string): void {
    clearTimeout(timer.current)
    sent.current = next
    onChange(next === '' ? undefined : next)
  }

  return (
    <label
      className={`flex h-7 min-w-0 items-center gap-1.5 rounded-sm border border-transparent px-1.5 text-dim focus-within:border-accent hover:bg-raised ${className ?? ''}`}
    >
      <Icon name="search" size={14} className="text-faint" />
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        value={text}
        data-filter={primary ? 'primary' : undefined}
        spellCheck={false}
        autoComplete="off"
        className="h-full min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-faint"
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => send(next), DELAY)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (text === '') event.currentTarget.blur()
          setText('')
          send('')
        }}
      />
      {text === '' ? null : (
        <button
          type="button"
          aria-label={`Clear: ${label}`}
          className="text-faint hover:text-text"
          onClick={() => {
            setText('')
            send('')
          }}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </label>
  )
}
