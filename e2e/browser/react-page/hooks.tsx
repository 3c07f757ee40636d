/* Hooks whose state is not simply set: stores, transitions, deferred values, actions, and those that keep or do something. */
import * as React from 'react'
import {
  startTransition,
  useCallback,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  useTransition,
} from 'react'
import { actions, body, effect } from './counts-and-actions.ts'

const store = {
  value: 0,
  listeners: new Set<() => void>(),
  subscribe(listener: () => void) {
    store.listeners.add(listener)
    return () => void store.listeners.delete(listener)
  },
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

export function Stores() {
  return <ByStore />
}

export function Deferred() {
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

export function Effects() {
  body('Effects')
  const [n, setN] = useState(0)
  const handle = useRef<object>(null)
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

/** Of React 19. */
export function Acts() {
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
