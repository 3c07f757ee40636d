import { type Fiber, isComponent, OFFSCREEN, PERFORMED_WORK } from './fiber.ts'

/** What a commit did with a component: `still` is one that stands above one that rendered. */
export type CommitKind = 'mount' | 'update' | 'still'

export interface CommitVisitor {
  /** @param hidden React has rendered it, and does not show it yet */
  enter(component: Fiber, kind: CommitKind, hidden: boolean): void
  /** All below it have been visited. */
  leave(component: Fiber): void
}

const NOWHERE = Number.POSITIVE_INFINITY

/**
 * Visits the components that a commit rendered, and those above them, parents before children. What React passed over is
 * not looked at: the cost is that of what React itself has touched. Nothing is kept of the tree.
 *
 * @param root the root's fiber after the commit
 */
export function walkCommit(root: Fiber, { enter, leave }: CommitVisitor): void {
  // Not by recursion: trees may be deeper than a stack.
  const path: Fiber[] = []
  // The depths from which on all is new, and all is hidden.
  let mounted = root.alternate ? NOWHERE : -1
  let hidden = NOWHERE
  let fiber = renderedBelow(root, mounted < 0) ? root.child : null
  while (fiber) {
    const depth = path.length
    if (!fiber.alternate) mounted = Math.min(mounted, depth)
    if (fiber.tag === OFFSCREEN && fiber.memoizedState !== null) hidden = Math.min(hidden, depth)
    const isNew = depth >= mounted
    const below = renderedBelow(fiber, isNew)
    const rendered = isNew || (fiber.flags & PERFORMED_WORK) !== 0
    if ((rendered || below) && isComponent(fiber)) {
      enter(fiber, isNew ? 'mount' : rendered ? 'update' : 'still', depth >= hidden)
      if (!below) leave(fiber)
    }
    if (below) {
      path.push(fiber)
      fiber = fiber.child
      continue
    }
    // Up to the next one that has a sibling.
    for (let done: Fiber | undefined = fiber; ; ) {
      if (mounted === path.length) mounted = NOWHERE
      if (hidden === path.length) hidden = NOWHERE
      fiber = done.sibling
      if (fiber) break
      done = path.pop()
      if (!done) break
      if (isComponent(done)) leave(done)
    }
  }
}

/** Whether any component below was rendered: else the children are those of before, or all passed over. */
function renderedBelow({ child, subtreeFlags, alternate }: Fiber, isNew: boolean): boolean {
  return child !== null && (subtreeFlags & PERFORMED_WORK) !== 0 && (isNew || child !== alternate?.child)
}
