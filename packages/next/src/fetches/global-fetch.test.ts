import { createContext, runInContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FetchOwner, observeGlobalFetch } from './global-fetch.ts'

const native = globalThis.fetch
let owners: FetchOwner[]
let undo: () => void

beforeEach(() => {
  owners = []
  undo = observeGlobalFetch(({ owner, run }) => {
    owners.push(owner)
    return run()
  })
})

afterEach(() => {
  undo()
  globalThis.fetch = native
})

/** What Next.js does when it starts to render. */
function patchAsNext(): void {
  const original = globalThis.fetch
  const patched: typeof fetch = (input, init) => original(input, init)
  Object.assign(patched, { __nextPatched: true, _nextOriginalFetch: original })
  globalThis.fetch = patched
}

test('the platform function is observed', async () => {
  await fetch('data:,x')
  expect(owners).toEqual(['platform'])
})

test('a function assigned later is observed, and so is the one it calls', async () => {
  patchAsNext()
  await fetch('data:,x')
  expect(owners).toEqual(['next', 'platform'])
})

test('putting back an older function and patching again, as a hot reload does, observes once', async () => {
  const before = globalThis.fetch
  for (let reload = 0; reload < 50; reload++) {
    patchAsNext()
    globalThis.fetch = before
  }
  patchAsNext()
  await fetch('data:,x')
  expect(owners).toEqual(['next', 'platform'])
})

test('marks on the function can be read and written through it', () => {
  patchAsNext()
  expect(globalThis.fetch).toHaveProperty('__nextPatched', true)
  Object.assign(globalThis.fetch, { mark: 1 })
  expect(globalThis.fetch).toHaveProperty('mark', 1)
})

test('undone, the function that is in place stays, unobserved', async () => {
  undo()
  await fetch('data:,x')
  expect(owners).toEqual([])
  expect(globalThis.fetch).toBe(native)
})

test('the scope of an Edge sandbox is observed from outside, with the storage of its renders', async () => {
  const calls: string[] = []
  const storages: unknown[] = []
  const global = createContext({})
  Object.defineProperty(global, 'fetch', { value: async () => new Response('x'), writable: true })
  observeGlobalFetch(
    ({ owner, scope, run }) => {
      calls.push(`${scope} ${owner}`)
      return run()
    },
    { scope: 'edge', global, taken: (storage) => storages.push(storage) },
  )
  await runInContext(
    `const original = globalThis.fetch
    const patched = (...args) => original(...args)
    patched.__nextPatched = true
    patched.__nextGetStaticStore = () => 'storage'
    globalThis[Symbol.for('next-patch')] = true
    globalThis.fetch = patched
    Promise.resolve().then(() => fetch('data:,x'))`,
    global,
  )
  expect(calls).toEqual(['edge next', 'edge platform'])
  expect(storages).toEqual(['storage'])
  expect(owners).toEqual([])
})
