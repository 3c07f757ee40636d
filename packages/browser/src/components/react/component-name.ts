import { attempt } from '../../attempt.ts'
import { keptName } from '../../kept.ts'
import { type Fiber, MEMO } from './fiber.ts'

/** What is the same of all instances of a component: what its elements are made of. */
export function identityOf({ return: parent, elementType, type }: Fiber): object {
  return (parent?.tag === MEMO ? parent.elementType : (elementType ?? type)) as object
}

/** The name that React's own tools show for it. */
export function componentName(fiber: Fiber): string {
  const name = attempt(() => displayName(identityOf(fiber)) ?? displayName(fiber.type) ?? ownName(fiber.type))
  return name ? keptName(name) : 'Anonymous'
}

const displayName = (type: unknown) => text((type as { displayName?: unknown } | null)?.displayName)

function ownName(type: unknown): string | undefined {
  if (typeof type === 'function') return text(type.name)
  const render = (type as { render?: unknown } | null)?.render
  return displayName(render) ?? (typeof render === 'function' ? text(render.name) : undefined)
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)
