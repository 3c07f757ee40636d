/*
 * A page of React components that render for known reasons. It is built with each version of React that Kymo knows:
 * `mount(name)` shows one of its trees, `run(name)` does something to it, and `bodies` counts how often each component's
 * function was called, `effects` how often its effects ran.
 */
import * as React from 'react'
import {
  Component,
  createContext,
  forwardRef,
  lazy,
  memo,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
  useTransition,
} from 'react'
import { jsx } from 'react/jsx-runtime'
import { createPortal, flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'

const bodies: Record<string, number> = {}
const effects: Record<string, number> = {}
const actions: Record<string, () => void> = {}
const roots: Root[] = []
const body = (name: string) => {
  bodies[name] = (bodies[name] ?? 0) + 1
}
const effect = (name: string) => {
  effects[name] = (effects[name] ?? 0) + 1
}

const Theme = createContext('light')
Theme.displayName = 'Theme'
const Unnamed = createContext(0)

const store = {
  value: 0,
  listeners: new Set<() => void>(),
  subscribe(listener: () => void) {
    store.listeners.add(listener)
    return () => void store.listeners.delete(listener)
  },
}

const fixed = { fixed: true }

function ByParent() {
  body('ByParent')
  return <i>parent</i>
}

function ByProps(props: { n: number; onPick: () => void; style: object; fixed: object }) {
  body('ByProps')
  return <i>{props.n}</i>
}

const Memoed = memo(function Memoed({ n }: { n: number }) {
  body('Memoed')
  return <i>{n}</i>
})

const Compared = memo(
  function Compared({ n }: { n: number; noise: object }) {
    body('Compared')
    return <i>{n}</i>
  },
  (a, b) => a.n === b.n,
)

const Named = memo(function inner({ n }: { n: number }) {
  body('Named')
  return <i>{n}</i>
})
Named.displayName = 'Named'

const Forwarded = forwardRef<HTMLElement, { n: number }>(function Forwarded({ n }, ref) {
  body('Forwarded')
  return <i ref={ref}>{n}</i>
})

function ByState() {
  body('ByState')
  useContext(Unnamed)
  useRef(0)
  const [count, setCount] = useState(0)
  const [total, add] = useReducer((sum: number, by: number) => sum + by, 0)
  actions.state = () => setCount((before) => before + 1)
  actions.same = () => setCount((before) => before)
  actions.reducer = () => add(5)
  actions.both = () => {
    setCount((before) => before + 1)
    add(1)
  }
  return (
    <i>
      {count} {total}
    </i>
  )
}

function ByStore() {
  body('ByStore')
  const [pending, start] = useTransition()
  const value = useSyncExternalStore(store.subscribe, () => store.value)
  const [n, setN] = useState(0)
  actions.transition = () => start(() => setN((before) => before + 1))
  actions.store = () => {
    store.value++
    for (const listener of store.listeners) listener()
  }
  return (
    <i>
      {value} {n} {String(pending)}
    </i>
  )
}

const ByContext = memo(function ByContext() {
  body('ByContext')
  const theme = useContext(Theme)
  return <i>{theme}</i>
})

const Several = memo(function Several({ n }: { n: number }) {
  body('Several')
  const theme = useContext(Theme)
  const other = useContext(Unnamed)
  const [own, setOwn] = useState(0)
  actions.own = () => setOwn((before) => before + 1)
  return (
    <i>
      {theme} {other} {own} {n}
    </i>
  )
})

class Old extends Component<{ n: number }, { count: number; label: string }> {
  override state = { count: 0, label: 'same' }
  override componentDidMount() {
    effect('Old')
  }
  override componentDidUpdate() {
    effect('Old')
  }
  override render() {
    body('Old')
    actions.class = () => this.setState((before) => ({ count: before.count + 1 }))
    actions.force = () => this.forceUpdate()
    return (
      <i>
        {this.state.count} {this.props.n}
      </i>
    )
  }
}

function Causes() {
  body('Causes')
  const [n, setN] = useState(0)
  const [theme, setTheme] = useState('light')
  const [other, setOther] = useState(0)
  actions.parent = () => setN((before) => before)
  actions.props = () => setN((before) => before + 1)
  actions.theme = () => setTheme((before) => `${before}!`)
  actions.several = () => {
    setN((before) => before + 1)
    setTheme((before) => `${before}!`)
    setOther((before) => before + 1)
    actions.own?.()
  }
  return (
    <Theme.Provider value={theme}>
      <Unnamed.Provider value={other}>
        <Static />
        <ByParent />
        <ByProps n={n} onPick={() => {}} style={{ color: 'red' }} fixed={fixed} />
        <Memoed n={n} />
        <Compared n={n} noise={{}} />
        <Named n={n} />
        <Forwarded n={n} />
        <ByContext />
        <Several n={n} />
        <Old n={n} />
      </Unnamed.Provider>
    </Theme.Provider>
  )
}

const Static = memo(function Static() {
  body('Static')
  return <ByState />
})

function Stores() {
  return <ByStore />
}

function Deferred() {
  body('Deferred')
  const [text, setText] = useState('a')
  const late = useDeferredValue(text)
  actions.type = () => setText((before) => `${before}b`)
  return (
    <i>
      {text} {late}
    </i>
  )
}

function Effects() {
  body('Effects')
  const [n, setN] = useState(0)
  const handle = useRef(null)
  useImperativeHandle(handle, () => ({}), [n])
  useSyncExternalStore(store.subscribe, () => store.value)
  useMemo(() => n, [n])
  useCallback(() => {}, [])
  useEffect(() => effect('Effects'), [])
  useEffect(() => effect('Effects'), [n])
  useLayoutEffect(() => effect('Effects'))
  actions.effects = () => setN((before) => before + 1)
  return <i>{n}</i>
}

let broken = false
function Breaks() {
  body('Breaks')
  if (broken) throw new Error('broken')
  return <i>whole</i>
}

class Catches extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    body('Catches')
    actions.heal = () => {
      broken = false
      this.setState({ failed: false })
    }
    return this.state.failed ? <Fallback /> : this.props.children
  }
}

function Faulty() {
  body('Faulty')
  const [n, setN] = useState(0)
  actions.fail = () => {
    broken = true
    setN((before) => before + 1)
  }
  return (
    <Catches>
      <Breaks />
      <Item name={`${n}`} />
    </Catches>
  )
}

/** Of React 19. */
function Acts() {
  const [state, act, pending] = React.useActionState(async (before: number) => before + 1, 0)
  const [n, setN] = useState(0)
  actions.submit = () => startTransition(() => act())
  actions.after = () => setN((before) => before + 1)
  return (
    <i>
      {state} {String(pending)} {n}
    </i>
  )
}

/** Of React 19. */
function Hides() {
  const [mode, setMode] = useState<'hidden' | 'visible'>('hidden')
  actions.hide = () => setMode('hidden')
  actions.show = () => setMode('visible')
  return (
    <React.Activity mode={mode}>
      <Beside />
    </React.Activity>
  )
}

const Busy = memo(function Busy(_: { n: number }) {
  body('Busy')
  for (const end = performance.now() + 8; performance.now() < end; );
  return <i>busy</i>
})

function Interrupted() {
  body('Interrupted')
  const [n, setN] = useState(0)
  const [urgent, setUrgent] = useState(0)
  actions.late = () => startTransition(() => setN((before) => before + 1))
  actions.urgent = () => setUrgent((before) => before + 1)
  return (
    <p data-n={n}>
      {urgent}
      {Array.from({ length: 20 }, (_, index) => (
        <Busy key={index} n={n} />
      ))}
    </p>
  )
}

/** What an app may have in its state, and what its props may be. */
function Heavy() {
  const [n, setN] = useState(0)
  actions.heavy = () => setN((before) => before + 1)
  const gone = Proxy.revocable([], {})
  gone.revoke()
  useState(gone.proxy)
  useState(() => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key ${index}`, index])))
  return jsx(Trapped, Object.assign(trap(), { n }))
}

function Trapped(_: object) {
  return null
}

let resolveLazy: () => void = () => {}
const Later = lazy(
  () =>
    new Promise<{ default: () => ReactNode }>((resolve) => {
      resolveLazy = () =>
        resolve({
          default: function Later() {
            body('Later')
            return <i>later</i>
          },
        })
    }),
)

let thrown: Promise<void> | undefined
let resolveThrown: () => void = () => {}
const suspended = new Set<Promise<void>>()

function Suspends({ n }: { n: number }) {
  body('Suspends')
  if (thrown && suspended.has(thrown)) throw thrown
  return <i>{n}</i>
}

function Fallback() {
  body('Fallback')
  return <b>wait</b>
}

function Boundary() {
  body('Boundary')
  const [n, setN] = useState(0)
  const [shown, setShown] = useState(false)
  actions.lazy = () => setShown(true)
  actions.loaded = () => resolveLazy()
  actions.suspend = () => {
    const promise = new Promise<void>((resolve) => {
      resolveThrown = () => {
        suspended.delete(promise)
        resolve()
      }
    })
    thrown = promise
    suspended.add(promise)
    setN((before) => before + 1)
  }
  actions.resume = () => resolveThrown()
  return (
    <Suspense fallback={<Fallback />}>
      <Suspends n={n} />
      <Beside />
      {shown && <Later />}
    </Suspense>
  )
}

function Beside() {
  body('Beside')
  useEffect(() => effect('Beside'), [])
  return <i>beside</i>
}

function StrictChild() {
  body('StrictChild')
  const [n, setN] = useState(0)
  useEffect(() => effect('StrictChild'), [])
  actions.strict = () => setN((before) => before + 1)
  return <i>{n}</i>
}

declare global {
  interface Window {
    /** Lets time go by on the page's clock. */
    pass?(ms: number): void
  }
}

const SlowRow = memo(function SlowRow({ ms }: { ms: number; n: number }) {
  window.pass?.(ms)
  return <i>{ms}</i>
})

function SlowList({ n }: { n: number }) {
  return (
    <>
      {Array.from({ length: 10 }, (_, index) => (
        <SlowRow key={index} ms={3} n={n} />
      ))}
    </>
  )
}

function SlowOne({ n }: { n: number }) {
  window.pass?.(25)
  return <i>{n}</i>
}

function Slow() {
  const [n, setN] = useState(0)
  actions.slow = () => setN((before) => before + 1)
  return (
    <section>
      <SlowList n={n} />
      <SlowOne n={n} />
    </section>
  )
}

function Leaf({ n }: { n: number }) {
  body('Leaf')
  return <i>{n}</i>
}

const Row = memo(function Row({ id }: { id: number }) {
  body('Row')
  const [n, setN] = useState(0)
  if (id === 17) actions.row = () => setN((before) => before + 1)
  return (
    <div>
      <Leaf n={n} />
    </div>
  )
})

const Group = memo(function Group({ from, size }: { from: number; size: number }) {
  return (
    <>
      {Array.from({ length: size }, (_, index) => (
        <Row key={index} id={from + index} />
      ))}
    </>
  )
})

/** 10,100 components. */
function Many() {
  const [all, setAll] = useState(1)
  const [shown, setShown] = useState(true)
  actions.thousand = () => setAll((before) => before + 1)
  actions.none = () => setShown(false)
  return (
    <>
      {shown && Array.from({ length: 100 }, (_, index) => <Group key={index} from={50 * index} size={50} />)}
      <Thousand n={all} />
    </>
  )
}

function Thousand({ n }: { n: number }) {
  return (
    <>
      {Array.from({ length: 1000 }, (_, index) => (
        <Leaf key={index} n={n} />
      ))}
    </>
  )
}

/** As deep as React itself can go. */
function Deep({ left }: { left: number }): ReactNode {
  const [n, setN] = useState(0)
  if (left === 1000) actions.deep = () => setN((before) => before + 1)
  return left ? <Deep left={left - 1} /> : <i>{n}</i>
}

function Lists() {
  const [keys, setKeys] = useState(['a', 'b', 'c'])
  actions.remove = () => setKeys(['a', 'c'])
  actions.reorder = () => setKeys(['c', 'a'])
  actions.readd = () => setKeys(['c', 'a', 'b'])
  return (
    <>
      {keys.map((key) => (
        <Item key={key} name={key} />
      ))}
      {createPortal(<InPortal />, document.body)}
    </>
  )
}

function Item({ name }: { name: string }) {
  body('Item')
  return <i>{name}</i>
}

function InPortal() {
  body('InPortal')
  return <i>portal</i>
}

/** Props of an app may be anything. */
function Hostile({ bag }: { bag: object }) {
  body('Hostile')
  return <i>{Object.keys(bag).length}</i>
}

function Hostiles() {
  const [n, setN] = useState(0)
  actions.hostile = () => setN((before) => before + 1)
  const cyclic: Record<string, unknown> = { n }
  cyclic.itself = cyclic
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`k${index}${'k'.repeat(500)}`, n]),
  )
  return (
    <>
      <Hostile bag={{}} {...({ [`${'long'.repeat(100_000)}`]: n } as object)} />
      <Hostile bag={cyclic} />
      <Hostile bag={{}} {...(many as object)} />
      <LongName />
      {jsx(Throwing, trap())}
    </>
  )
}

function Throwing(_: object) {
  body('Throwing')
  return null
}

/** React passes it on as it is; for development it reads it, too. */
const trap = () =>
  process.env.NODE_ENV === 'production'
    ? {
        get trap(): never {
          throw new Error('read')
        },
      }
    : {}

function LongName() {
  return null
}
Object.defineProperty(LongName, 'displayName', { value: 'Long'.repeat(10_000) })

const trees: Record<string, ReactNode> = {
  causes: <Causes />,
  stores: <Stores />,
  deferred: <Deferred />,
  effects: <Effects />,
  boundary: <Boundary />,
  strict: (
    <StrictMode>
      <StrictChild />
    </StrictMode>
  ),
  slow: <Slow />,
  many: <Many />,
  deep: <Deep left={1000} />,
  lists: <Lists />,
  hostile: <Hostiles />,
  faulty: <Faulty />,
  acts: <Acts />,
  interrupted: <Interrupted />,
  hides: <Hides />,
  heavy: <Heavy />,
}

Object.assign(window, {
  bodies,
  effects,
  mount(name: string, into = 'div') {
    const container = document.body.appendChild(document.createElement(into))
    const root = createRoot(container)
    roots.push(root)
    flushSync(() => root.render(trees[name]))
  },
  hydrate(name: string, html: string) {
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = html
    flushSync(() => roots.push(hydrateRoot(container, trees[name])))
  },
  again: (name: string) => flushSync(() => roots.at(-1)?.render(trees[name])),
  run: (name: string) => flushSync(() => actions[name]?.()),
  /** Without forcing it to be done at once. */
  ask: (name: string) => actions[name]?.(),
  unmount: () => flushSync(() => roots.pop()?.unmount()),
  /** For scripts that are not of this bundle. */
  react: { ...React, jsx },
  show(tree: ReactNode) {
    const root = createRoot(document.body.appendChild(document.createElement('div')))
    roots.push(root)
    flushSync(() => root.render(tree))
  },
})
