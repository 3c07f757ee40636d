import { duration, percent, type Quantity, size, UNKNOWN } from './quantity.ts'

/** A number with its unit dimmed. */
function Figure({ quantity, className }: { quantity: Quantity; className?: string }) {
  return (
    <span
      className={`whitespace-nowrap tabular-nums ${quantity === UNKNOWN ? 'text-faint' : ''} ${className ?? ''}`}
    >
      {quantity.value}
      {quantity.unit === '' ? null : <span className="text-faint">&nbsp;{quantity.unit}</span>}
    </span>
  )
}

export function Duration({ value, className }: { value: number | null; className?: string }) {
  return <Figure quantity={duration(value)} {...(className === undefined ? {} : { className })} />
}

export function Size({ value }: { value: number | null }) {
  return <Figure quantity={size(value)} />
}

export function Share({ value }: { value: number | null }) {
  return <Figure quantity={percent(value)} />
}
