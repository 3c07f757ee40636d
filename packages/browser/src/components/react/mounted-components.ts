import { attempt } from '../../attempt.ts'
import { componentName, identityOf } from './component-name.ts'
import { eachBelow } from './each-below.ts'
import {
  type Fiber,
  type FiberRoot,
  HOST_COMPONENT,
  HOST_HOISTABLE,
  HOST_SINGLETON,
  HOST_TEXT,
  type Hook,
  isClass,
  isComponent,
} from './fiber.ts'

/** What is mounted of one component now. */
export interface MountedComponent {
  readonly name: string
  readonly framework: string
  readonly instances: number
  /** An estimate of all of them together: props, state, the framework's own record of them, and their nodes. */
  readonly bytes: number
}

/** Bytes, about, in Chromium: of React's two records of one element, of a node, of a value, of a unit of text. */
const FIBER = 400
const NODE = 300
const VALUE = 16
const UNIT = 2

/** Instances of one component that are looked into; the others are taken to be like them. */
const SAMPLES = 20
const ITEMS = 50

interface Sum {
  readonly name: string
  instances: number
  nodes: number
  sampled: number
  bytes: number
}

/** Looks through the trees as they are now. It costs about a microsecond for each element in them. */
export function mountedComponents(roots: Iterable<FiberRoot>): MountedComponent[] {
  const sums = new Map<object, Sum>()
  for (const { current } of roots) addTree(current, sums)
  const byName = new Map<string, MountedComponent>()
  for (const { name, instances, nodes, sampled, bytes } of sums.values()) {
    const own = Math.round(instances * FIBER + nodes * (FIBER + NODE) + (bytes / sampled) * instances)
    const others = byName.get(name)
    byName.set(name, {
      name,
      framework: 'react',
      instances: instances + (others?.instances ?? 0),
      bytes: own + (others?.bytes ?? 0),
    })
  }
  return [...byName.values()]
}

function addTree(root: Fiber, sums: Map<object, Sum>): void {
  eachBelow<Sum>(root, (fiber, owner) => {
    if (isComponent(fiber)) {
      const sum = sumOf(fiber, sums)
      sum.instances++
      if (sum.sampled < SAMPLES) {
        sum.sampled++
        sum.bytes += ownBytes(fiber)
      }
      return sum
    }
    if (owner && isNode(fiber)) owner.nodes++
    return owner
  })
}

function sumOf(fiber: Fiber, sums: Map<object, Sum>): Sum {
  const identity = identityOf(fiber)
  let sum = sums.get(identity)
  if (!sum) {
    sum = { name: componentName(fiber), instances: 0, nodes: 0, sampled: 0, bytes: 0 }
    sums.set(identity, sum)
  }
  return sum
}

const isNode = ({ tag }: Fiber) =>
  tag === HOST_COMPONENT || tag === HOST_TEXT || tag === HOST_HOISTABLE || tag === HOST_SINGLETON

function ownBytes(fiber: Fiber): number {
  let bytes = shallow(fiber.memoizedProps)
  if (isClass(fiber)) return bytes + shallow(fiber.memoizedState)
  for (let hook = fiber.memoizedState as Hook | null; hook; hook = hook.next) {
    bytes += 5 * VALUE + shallow(hook.memoizedState)
  }
  return bytes
}

/** Of a value, and of what is directly in it. What can't be looked into, such as a revoked proxy, is a value. */
function shallow(value: unknown): number {
  if (typeof value === 'string') return VALUE + value.length * UNIT
  if (typeof value !== 'object' || value === null) return VALUE
  return attempt(() => VALUE + contentBytes(value)) ?? VALUE
}

function contentBytes(value: object): number {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength
  if (value instanceof Map || value instanceof Set) return value.size * 2 * VALUE
  if (Array.isArray(value)) return value.length * VALUE + texts(value.slice(0, ITEMS))
  const keys = Object.keys(value)
  // Not by reading: that may run code of the app's.
  const values = keys.slice(0, ITEMS).map((key) => Object.getOwnPropertyDescriptor(value, key)?.value)
  return keys.length * VALUE + texts(values)
}

const texts = (values: readonly unknown[]) =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length * UNIT : 0), 0)
