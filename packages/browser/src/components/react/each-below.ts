import { type Fiber, type FiberRoot, isComponent } from './fiber.ts'

/**
 * Visits all that is below in the tree as it stands, parents before children. Not by recursion: trees may be deeper than a
 * stack.
 *
 * @param visit is given what it returned for the parent
 */
export function eachBelow<Mark>(
  root: Fiber,
  visit: (fiber: Fiber, parent: Mark | undefined) => Mark | undefined,
): void {
  const marks: (Mark | undefined)[] = []
  const path: Fiber[] = []
  let fiber = root.child
  while (fiber) {
    const mark = visit(fiber, marks.at(-1))
    if (fiber.child) {
      path.push(fiber)
      marks.push(mark)
      fiber = fiber.child
      continue
    }
    for (let done: Fiber | undefined = fiber; ; ) {
      fiber = done.sibling
      if (fiber) break
      done = path.pop()
      marks.pop()
      if (!done) break
    }
  }
}

/** Instances of components in a tree. */
export function countComponents({ current }: FiberRoot): number {
  let count = 0
  eachBelow(current, (fiber) => {
    if (isComponent(fiber)) count++
    return undefined
  })
  return count
}
