import { Age } from '../../clock/age.tsx'
import { Duration } from '../../format/figures.tsx'
import { asText, count, percent, roundDuration } from '../../format/quantity.ts'
import { Drawer } from '../../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../../panes/drawer-part.tsx'
import { EmptyState } from '../../status/empty-state.tsx'
import { CAUSE_NAMES, CAUSE_TONES, CAUSE_WORDS } from './cause-words.ts'
import { type ComponentRow, causeShares, mountBalance, rendersAgain } from './order-components.ts'

interface ComponentDrawerProps {
  readonly row: ComponentRow | undefined
  readonly slowThreshold: number | null
  /** Such as `in the last hour`. */
  readonly words: string
  readonly onClose: () => void
}

/** One component: why it rendered again, and what had changed. */
export function ComponentDrawer({ row, slowThreshold, words, onClose }: ComponentDrawerProps) {
  return (
    <Drawer label="Component" title={<h2 className="font-mono break-all">{row?.name}</h2>} onClose={onClose}>
      {row === undefined ? (
        <EmptyState title="This component did nothing in this time" />
      ) : (
        <Detail row={row} slowThreshold={slowThreshold} words={words} />
      )}
    </Drawer>
  )
}

function Detail({
  row,
  slowThreshold,
  words,
}: Omit<ComponentDrawerProps, 'onClose'> & { row: ComponentRow }) {
  const shares = causeShares(row.causes)
  return (
    <div className="pb-6">
      <DrawerFigures>
        <DrawerFigure name="Renders again">{count(rendersAgain(row))}</DrawerFigure>
        <DrawerFigure name="Of these wasted">
          <span className={row.wasted > 0 ? 'text-slow' : ''}>{count(row.wasted)}</span>
        </DrawerFigure>
        <DrawerFigure name="All renders">{count(row.renders)}</DrawerFigure>
        <DrawerFigure name="Self time">
          <Duration value={row.selfTime ?? null} />
        </DrawerFigure>
        <DrawerFigure name="With its children">
          <Duration value={row.totalTime ?? null} />
        </DrawerFigure>
        <DrawerFigure name="Slowest render">
          <Duration value={row.maxTime ?? null} />
        </DrawerFigure>
        <DrawerFigure name="Mounted, unmounted">
          {count(row.mounts)}, {count(row.unmounts)}
        </DrawerFigure>
        <DrawerFigure name="More than before">{count(mountBalance(row))}</DrawerFigure>
        <DrawerFigure name="Effects ran">{count(row.effects)}</DrawerFigure>
        <DrawerFigure name="Framework">{row.framework}</DrawerFigure>
        <DrawerFigure name="App">{row.app}</DrawerFigure>
        {row.library === undefined ? null : <DrawerFigure name="Made by">a library</DrawerFigure>}
        <DrawerFigure name="Last seen">
          <Age time={row.lastSeen} ago />
        </DrawerFigure>
      </DrawerFigures>
      {slowThreshold === null || row.slow === 0 ? null : (
        <p className="px-4 pt-3 text-slow">
          {count(row.slow)} of its renders took {asText(roundDuration(slowThreshold))} or more.
        </p>
      )}
      <DrawerPart title={`Why it rendered again, ${words}`}>
        {shares.length === 0 ? (
          <p className="px-4 text-dim">It rendered when it was mounted, and not again.</p>
        ) : (
          <ul className="px-4">
            {shares.map(({ cause, count: times, share }) => (
              <li key={cause} className="border-t border-hairline py-1.5">
                <p className="flex items-center gap-2">
                  <span className={`cause-swatch ${CAUSE_TONES[cause]}`} />
                  <span className="font-medium">{CAUSE_NAMES[cause]}</span>
                  <span className="min-w-0 truncate text-dim">{CAUSE_WORDS[cause]}</span>
                  <span className="ml-auto">{count(times)}</span>
                  <span className="w-14 shrink-0 text-right whitespace-nowrap text-dim">
                    {asText(percent(share))}
                  </span>
                </p>
              </li>
            ))}
          </ul>
        )}
      </DrawerPart>
      {row.keys.length === 0 ? null : (
        <DrawerPart title="What had changed">
          <table className="mx-4 w-[calc(100%-2rem)] tabular-nums">
            <tbody>
              {row.keys.map(({ cause, key, count: times }) => (
                <tr key={`${cause} ${key}`} className="border-t border-hairline">
                  <td className="w-20 py-1 text-dim">{CAUSE_NAMES[cause]}</td>
                  <td className="py-1">
                    <code className="break-all">{key}</code>
                  </td>
                  <td className="py-1 text-right">{count(times)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </DrawerPart>
      )}
    </div>
  )
}
