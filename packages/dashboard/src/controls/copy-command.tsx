import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'

/** A command to run, and a button that copies it. */
export function CopyCommand({ command }: { command: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])

  return (
    <span className="inline-flex h-8 items-center rounded-md border border-hairline-strong bg-raised pl-3">
      <code className="select-all">
        <span className="text-faint select-none">$ </span>
        {command}
      </code>
      <button
        type="button"
        aria-label={copied ? 'Copied' : `Copy ${command}`}
        className="ml-2 grid h-full w-8 place-items-center rounded-r-md border-l border-hairline text-dim hover:bg-lifted hover:text-text"
        onClick={() => {
          void navigator.clipboard?.writeText(command).then(() => setCopied(true))
        }}
      >
        <Icon name={copied ? 'check' : 'copy'} size={14} />
      </button>
    </span>
  )
}
