/* One tree of components of every kind, each of which renders for causes of its own. */
import { Component, createContext, forwardRef, memo, useContext, useReducer, useRef, useState } from 'react'
import { actions, body, effect } from './counts-and-actions.ts'

const Theme = createContext('light')
Theme.displayName = 'Theme'
const Unnamed = createContext(0)

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

export function Causes() {
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
