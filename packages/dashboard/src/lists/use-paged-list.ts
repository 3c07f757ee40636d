import type { RuntimeUpdate } from '@kymo/protocol'
import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useLive, useLiveState, useRuntimeUpdates } from '../api/live-context.ts'
import { type SingleFlight, singleFlight } from '../api/single-flight.ts'
import { PagedList, type PagedListOptions } from './paged-list.ts'

interface UsePagedListOptions<Row> extends PagedListOptions<Row> {
  /** Another key is another list. */
  readonly key: string
  /**
   * What of a live update goes into the list: rows, `'look'` to have it look for itself, or nothing. It is asked for
   * each update, in the order they come.
   */
  readonly news: (update: RuntimeUpdate) => readonly Row[] | 'look' | undefined
  /** Whether rows go to the top when something new is known of them: then the list is read anew while nobody reads it. */
  readonly moves?: boolean
}

/** Milliseconds between two looks. */
const LOOK_GAP = 500

export interface LiveList<Row> {
  readonly list: PagedList<Row>
  /** Tell it when rows must not move. */
  readonly setHold: (hold: boolean) => void
  /** Shows the rows that were held back. */
  readonly release: () => void
  /** What holds the list, with all its rows. */
  readonly frame: RefObject<HTMLDivElement | null>
  /** Has the list look for what is new. */
  readonly look: () => void
}

/** A long list that takes in what the live connection brings. */
export function usePagedList<Row>(options: UsePagedListOptions<Row>): LiveList<Row> {
  const live = useLive()
  const paused = useLiveState() === 'paused'
  const [hold, setHold] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const { key } = options
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what `load` closes over
  const list = useMemo(() => new PagedList<Row>(options), [key])
  useSyncExternalStore(list.subscribe, () => list.version)

  const held = hold || paused
  const isHeld = useEffectEvent(() => held)
  const look = useRef<SingleFlight>(undefined)
  const moved = useRef(false)
  const ask = useCallback(() => look.current?.ask(), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: whether rows move is the same as long as the list is
  useEffect(() => {
    const flight = singleFlight(() => {
      moved.current = options.moves === true && isHeld()
      return options.moves === true && !isHeld() ? list.refresh() : list.update(() => isHeld())
    }, LOOK_GAP)
    look.current = flight
    void list.refresh()
    // What is being read stays where it is: the newest rows wait like others that arrive.
    const offReset = live.onReset(() => (isHeld() ? flight.ask() : void list.refresh()))
    const offState = live.onState(() => {
      if (live.state === 'live') list.retry()
    })
    return () => {
      offReset()
      offState()
      flight.stop()
      list.stop()
    }
  }, [list, live])

  useRuntimeUpdates((update) => {
    if (update.removed.length > 0) list.remove(update.removed)
    const news = options.news(update)
    if (news === 'look') look.current?.ask()
    else if (news !== undefined && news.length > 0) list.arrive(news, held)
  })

  useEffect(() => {
    if (held) return
    list.release()
    if (moved.current) ask()
  }, [held, list, ask])

  return {
    list,
    setHold,
    release: () => list.release(),
    frame,
    look: ask,
  }
}
