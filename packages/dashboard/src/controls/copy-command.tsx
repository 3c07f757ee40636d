import { CopyButton } from './copy-button.tsx'

/** A command to run, and a button that copies it. */
export function CopyCommand({ command }: { command: string }) {
  return (
    <span className="inline-flex h-8 items-center rounded-md border border-hairline-strong bg-raised pl-3">
      <code className="select-all">
        <span className="text-faint select-none">$ </span>
        {command}
      </code>
      <CopyButton
        text={command}
        label={`Copy ${command}`}
        className="ml-2 h-full w-8 rounded-r-md border-l border-hairline hover:bg-lifted"
      />
    </span>
  )
}
