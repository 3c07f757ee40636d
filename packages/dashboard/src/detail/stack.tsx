import type { SourceLocation } from '@kymo/protocol'
import { useState } from 'react'
import { Icon } from '../controls/icon.tsx'
import { plural } from '../format/plural.ts'
import { type StackFrame, type StackLine, type StackPart, stackLines, stackParts } from './stack-frames.ts'

interface StackProps {
  readonly stack: string
  readonly type: string
  readonly message: string
  /** The frame that the error is told by. */
  readonly source: SourceLocation | null
}

/** At the top, so many frames of others are shown: they say in which call it happened. */
const SHOWN_FIRST = 2

/** A stack: the app's own frames, and between them how many there are of others. */
export function Stack({ stack, type, message, source }: StackProps) {
  const lines = stackLines(stack, type, message)
  if (lines.length === 0) return null
  const at = lines.findIndex(({ frame }) => isAt(frame, source))
  const parts = stackParts(lines)
  // Of code that is nobody's own nothing would be left to see.
  const folds = lines.some(({ frame }) => frame?.own === true)
  return (
    <ol aria-label="Stack" className="stack" tabIndex={0}>
      {parts.map((part, index) => {
        const folded = folds && !part.own && (index > 0 || part.lines.length > SHOWN_FIRST)
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
        return <Part key={index} part={part} mark={lines[at]} folded={folded} />
      })}
    </ol>
  )
}

function isAt(frame: StackFrame | undefined, source: SourceLocation | null): boolean {
  return (
    frame !== undefined && source !== null && frame.line === source.line && frame.file.endsWith(source.file)
  )
}

interface PartProps {
  readonly part: StackPart
  readonly mark: StackLine | undefined
  readonly folded: boolean
}

function Part({ part, mark, folded }: PartProps) {
  const [open, setOpen] = useState(!folded)
  if (!open) {
    return (
      <li>
        <button type="button" className="stack-fold" aria-expanded={false} onClick={() => setOpen(true)}>
          <Icon name="chevron" size={12} />
          {plural(part.lines.length, 'frame')} of libraries
        </button>
      </li>
    )
  }
  return part.lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
    <li key={index} className={line === mark ? 'stack-at' : part.own ? '' : 'text-faint'}>
      <Line line={line} />
    </li>
  ))
}

function Line({ line: { text, frame } }: { line: StackLine }) {
  if (frame === undefined) return text
  const { function: name, file, line, column } = frame
  return (
    <>
      <span className="text-faint">at </span>
      {name === null ? null : <span className={frame.own ? 'text-text' : ''}>{name} </span>}
      {name === null ? null : '('}
      {file}
      {line === null ? null : `:${line}`}
      {column === null ? null : `:${column}`}
      {name === null ? null : ')'}
    </>
  )
}
