import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'

interface CopyButtonProps {
  readonly text: string
  /** What is copied, such as `Copy app/page.tsx:12`. */
  readonly label: string
  readonly className?: string
}

/** Milliseconds that it says that it has copied. */
const SAID_FOR = 2000

/** Copies a text, and says so. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAID_FOR)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      aria-label={copied ? 'Copied' : label}
      title={copied ? 'Copied' : label}
      className={`grid place-items-center text-faint hover:text-text ${className ?? 'size-6 rounded-sm hover:bg-lifted'}`}
      onClick={(event) => {
        event.stopPropagation()
        void navigator.clipboard?.writeText(text).then(() => setCopied(true))
      }}
    >
      <Icon name={copied ? 'check' : 'copy'} size={14} className={copied ? 'text-ok' : ''} />
    </button>
  )
}
