import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ActionInfo } from './action-info.ts'

/** Characters of a source file that is looked into at most. */
const LONGEST = 500_000
const DIRECTIVE = /(['"])use server\1/g

interface Source {
  readonly changed: number
  readonly text: string
}

const sources = new Map<string, Source>()

/**
 * The line that an action is defined in, read from the source as it is now: nothing that Next.js keeps tells it.
 * Undefined where it is not certain. For development only.
 * @param project its folder
 */
export function actionLine({ name, file, inline }: ActionInfo, project: string): number | undefined {
  if (file === undefined) return undefined
  const text = sourceText(join(project, file))
  if (text === undefined) return undefined
  const place = inline === undefined ? exportedPlace(text, name) : inlinePlace(text, inline)
  return place === undefined ? undefined : text.slice(0, place).split('\n').length
}

function sourceText(path: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(path)
    const known = sources.get(path)
    if (known?.changed === mtimeMs) return known.text
    if (size > LONGEST) return undefined
    const text = readFileSync(path, 'utf8')
    sources.set(path, { changed: mtimeMs, text })
    return text
  } catch {
    return undefined
  }
}

function exportedPlace(text: string, name: string): number | undefined {
  if (name === 'default') return placeOf(text, /^export\s+default\b/m)
  if (!/^[\w$]+$/.test(name)) return undefined
  const word = name.replaceAll('$', '\\$')
  return (
    placeOf(
      text,
      new RegExp(`^export\\s+(?:async\\s+)?(?:function|const|let|var)\\s+${word}(?![\\w$])`, 'm'),
    ) ?? placeOf(text, new RegExp(`^(?:async\\s+)?(?:function|const|let|var)\\s+${word}(?![\\w$])`, 'm'))
  )
}

/** Where the body begins whose directive it is; only those at the head of a function's body count. */
function inlinePlace(text: string, index: number): number | undefined {
  const bodies: number[] = []
  for (const { index: directive } of text.matchAll(DIRECTIVE)) {
    const before = text.slice(0, directive).trimEnd()
    if (before.endsWith('{')) bodies.push(before.length - 1)
  }
  return bodies[index]
}

function placeOf(text: string, pattern: RegExp): number | undefined {
  return pattern.exec(text)?.index
}
