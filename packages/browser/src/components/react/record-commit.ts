import type { CommitTree } from '../commit-tree.ts'
import { addRender, type Component, hundredths, MOUNTED } from '../component.ts'
import { type Fiber, isClass, selfTime, totalTime, UPDATE } from './fiber.ts'
import { lookAtHooks } from './hooks.ts'
import { type Change, whyRendered } from './render-causes.ts'
import { type CommitKind, walkCommit } from './walk-commit.ts'

/** One render of one component. */
export interface ComponentRender {
  readonly component: Component
  readonly kind: Exclude<CommitKind, 'still'>
  readonly change: Change
  /** Milliseconds, with what is below it; undefined where React does not measure. */
  readonly total: number | undefined
  readonly self: number | undefined
  readonly slow: boolean
}

export interface CommitRules {
  readonly componentOf: (fiber: Fiber) => Component
  readonly trackProps: boolean
  readonly trackEffects: boolean
  readonly slowRenderThreshold: number
  /** Called with those that were slow, and with the others if `tellAll`. */
  readonly rendered: (render: ComponentRender) => void
  readonly tellAll: boolean
}

export interface RecordedCommit {
  readonly mounts: number
  readonly renders: number
  /** The render that took longest beyond the longest one within it; undefined where React does not measure. */
  readonly heaviest: { readonly name: string; readonly total: number } | undefined
}

/** A component on the way down to what is looked at. */
interface Frame {
  readonly component: Component
  readonly kind: CommitKind
  readonly change: Change
  readonly total: number | undefined
  readonly self: number | undefined
  /** Milliseconds of slow renders below it, together. */
  slowBelow: number
  /** Milliseconds of the longest below it. */
  longestBelow: number
}

/** Counts what a commit of React has rendered. @param root its root's fiber @param tree gathers it, too */
export function recordCommit(root: Fiber, rules: CommitRules, tree: CommitTree | undefined): RecordedCommit {
  const frames: Frame[] = []
  let mounts = 0
  let renders = 0
  let heaviest: RecordedCommit['heaviest']
  let most = 0

  walkCommit(root, {
    enter(fiber, kind, hidden) {
      const component = rules.componentOf(fiber)
      const total = totalTime(fiber)
      const self = selfTime(fiber)
      let change = MOUNTED
      if (kind !== 'still') {
        renders++
        const counts = component.recent
        let effects = 0
        if (kind === 'update' && fiber.alternate) {
          const why = whyRendered(fiber, fiber.alternate)
          effects = why.effects
          change = rules.trackProps ? why : withoutProps(why)
        } else {
          mounts++
          counts.mounts++
          if (rules.trackEffects && !isClass(fiber)) effects = lookAtHooks(fiber, null, () => {})
        }
        if (isClass(fiber) && fiber.flags & UPDATE) effects = 1
        // What is hidden has its effects when it is shown.
        if (rules.trackEffects && !hidden) counts.effects += effects
        addRender(counts, change, total, self)
      }
      tree?.add(
        {
          name: component.name,
          depth: frames.length,
          kind,
          ...(component.library && { library: component.library }),
          ...(self !== undefined && { selfTime: hundredths(self) }),
          ...(total !== undefined && { totalTime: hundredths(total) }),
        },
        change,
      )
      frames.push({ component, kind, change, total, self, slowBelow: 0, longestBelow: 0 })
    },
    leave() {
      const frame = frames.pop()
      if (!frame) return
      const { component, kind, change, total = 0, slowBelow, longestBelow } = frame
      const above = frames.at(-1)
      if (above) above.longestBelow = Math.max(above.longestBelow, total)
      const slow = kind !== 'still' && total > 0 && total - slowBelow >= rules.slowRenderThreshold
      if (above) above.slowBelow += slow ? total : slowBelow
      if (kind === 'still') return
      if (total - longestBelow > most) {
        most = total - longestBelow
        heaviest = { name: component.name, total }
      }
      if (slow) component.recent.slow++
      if (slow || rules.tellAll) {
        rules.rendered({ component, kind, change, total: frame.total, self: frame.self, slow })
      }
    },
  })
  return { mounts, renders, heaviest }
}

const withoutProps = ({ causes, keys }: Change): Change => ({
  causes,
  keys: keys.filter(({ cause }) => cause !== 'props'),
})
