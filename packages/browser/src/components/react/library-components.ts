import { type Fiber, MEMO } from './fiber.ts'
import { makerOf } from './maker-of.ts'

/** What is known of a component that is not the app's, as far as it is known. */
interface Known {
  /** Components that make its elements; of server components their names. */
  readonly owners: Set<unknown>
  /** What it makes itself was seen, or often enough was not. */
  looked: boolean
  looks: number
}

/** Components that make elements of one other that are looked at. */
const OWNERS = 8
/** Renders of one component in which it is looked for what it makes. */
const LOOKS = 20
/** Elements below a component among which one of its own is looked for. */
const NEAR = 10

/**
 * Tells components of libraries from the app's: a component is the app's if the app's code makes its elements, or any
 * that it renders. So is a library's component that the app uses, and a page that only the framework makes. Where React
 * does not tell, as in production, all are the app's.
 *
 * To read whose code it was takes long: it is read once for each pair of a component and one that makes it.
 */
export class LibraryComponents {
  #known = new WeakMap<object, Known | 'app'>()

  /** Whether the component is a library's, as far as is known now. What was the app's once, stays so. */
  has(fiber: Fiber): boolean {
    const made = fiber.return?.tag === MEMO ? fiber.return : fiber
    // Not the type of its elements: a server makes a new one of it with each answer.
    const type = fiber.type as object
    const known = this.#known.get(type)
    if (known === 'app') return false
    if (!made._debugStack && !made._debugSource) return known !== undefined
    return this.#isLibrarys(fiber, made, type, known)
  }

  #isLibrarys(fiber: Fiber, made: Fiber, type: object, before: Known | undefined): boolean {
    const owner = ownerOf(made)
    let known = before
    if (!known || (!known.owners.has(owner) && known.owners.size < OWNERS)) {
      const maker = makerOf(made)
      if (maker === 'app') return this.#isTheApps(type)
      if (maker === undefined) return known !== undefined
      known ??= { owners: new Set(), looked: false, looks: 0 }
      known.owners.add(owner)
      this.#known.set(type, known)
    }
    if (!known.looked) {
      const own = madeBy(fiber)
      if (own && makerOf(own) === 'app') return this.#isTheApps(type)
      known.looked = own !== undefined || ++known.looks >= LOOKS
    }
    return true
  }

  #isTheApps(type: object): false {
    this.#known.set(type, 'app')
    return false
  }
}

function ownerOf({ _debugOwner: owner }: Fiber): unknown {
  if (!owner) return undefined
  return 'tag' in owner ? owner.type : owner.name
}

/** The first element near below that the component has made. */
function madeBy(component: Fiber): Fiber | undefined {
  let fiber = component.child
  for (let seen = 0; fiber && seen < NEAR; seen++) {
    const { _debugOwner: owner } = fiber
    if (owner && (owner === component || owner === component.alternate)) return fiber
    fiber = fiber.sibling ?? fiber.child
  }
  return undefined
}
