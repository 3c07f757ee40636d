import type { ComponentProps, ReactNode } from 'react'
import { Hint } from './hint.tsx'
import { Icon, type IconName } from './icon.tsx'

type ButtonProps = ComponentProps<'button'>

/** A control with words. */
export function Button({ className, ...props }: ButtonProps) {
  return <button type="button" {...props} className={`control px-2 ${className ?? ''}`} />
}

interface IconButtonProps extends ButtonProps {
  readonly icon: IconName
  /** What it does; read out, and shown on hover. */
  readonly label: string
  readonly hint?: ReactNode
}

/** A control with a picture only. */
export function IconButton({ icon, label, hint, className, ...props }: IconButtonProps) {
  return (
    <Hint text={hint ?? label}>
      <button
        type="button"
        {...props}
        aria-label={label}
        className={`grid size-7 shrink-0 place-items-center rounded-sm text-dim hover:bg-lifted hover:text-text ${className ?? ''}`}
      >
        <Icon name={icon} />
      </button>
    </Hint>
  )
}

/** Keys as they are named on the keyboard. */
export function Keys({ of }: { of: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {of.split(' ').map((key) => (
        <kbd
          key={key}
          className="grid h-5 min-w-5 place-items-center rounded-sm border border-hairline-strong px-1 text-label! text-dim"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
