import type { AppPulse, HealthPart } from '@kymo/protocol'
import { useState } from 'react'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import { Section } from '../panes/section.tsx'
import { healthLook } from '../status/health-look.ts'
import { Mark } from '../status/mark.tsx'
import { Meter } from '../status/meter.tsx'
import { Dial } from './dial.tsx'
import { PART_NAMES } from './health-words.ts'

/** With more apps than this, the parts of a score are shown when they are asked for. */
const OPEN = 2

/** How each app is, and what that is made of. */
export function HealthSection({ apps }: { apps: readonly AppPulse[] }) {
  return (
    <Section label="App health" note="0 to 100, from the last 5 minutes" className="pulse-health">
      {apps.length === 0 ? (
        <p className="px-4 pb-4 text-dim">No app tells of itself now.</p>
      ) : (
        <ul aria-label="Apps" className="health-list" tabIndex={0}>
          {apps.map((app) => (
            <AppHealth key={app.id} app={app} open={apps.length <= OPEN} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function AppHealth({ app, open }: { app: AppPulse; open: boolean }) {
  const [asked, setAsked] = useState<boolean>()
  const { score, parts } = app.health
  const { word, shape, tone } = healthLook(score)
  const shown = asked ?? open
  const { alive, lost } = app.processes
  const weakest = parts.reduce<HealthPart | undefined>(
    (least, part) =>
      part.score !== null && part.score < 90 && part.score < (least?.score ?? 101) ? part : least,
    undefined,
  )
  return (
    <li className="app-health" data-app={app.id}>
      <Dial label={`Health of ${app.app}`} score={score} />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{app.app}</span>
          <span className="truncate text-dim">{app.environment}</span>
          <span className={`ml-auto flex shrink-0 items-center gap-1.5 ${tone}`}>
            <Mark shape={shape} />
            {word}
          </span>
        </p>
        <p className="flex flex-wrap gap-x-3 text-label text-dim">
          <span>{plural(app.servers, 'server')}</span>
          <span>
            {plural(alive, 'process', 'processes')}
            {lost === 0 ? null : <span className="text-lost">, {lost} lost</span>}
          </span>
          <span>
            {app.traffic.requests === 0 ? (
              'no requests'
            ) : (
              <>
                {plural(app.traffic.requests, 'request')}, p95{' '}
                <Duration value={app.traffic.percentiles.p95} />
              </>
            )}
          </span>
        </p>
        {shown ? null : (
          <p className="truncate text-label text-dim">
            {weakest === undefined ? 'Nothing stands out' : weakest.reason}
          </p>
        )}
        <button type="button" aria-expanded={shown} className="health-more" onClick={() => setAsked(!shown)}>
          <Icon name="chevron" size={12} className={shown ? 'rotate-90' : ''} />
          What the score is made of
        </button>
        {shown ? (
          <ul aria-label={`Parts of the score of ${app.app}`}>
            {parts.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </ul>
        ) : null}
      </div>
    </li>
  )
}

function Part({ part: { name, score, weight, reason } }: { part: HealthPart }) {
  const { tone } = healthLook(score)
  return (
    <li className="health-part">
      <span>
        {PART_NAMES[name]}
        <span className="text-faint" title="Share of the whole score">
          {' '}
          {Math.round(weight * 100)}&nbsp;%
        </span>
      </span>
      <span className={tone}>{score === null ? null : <Meter name={PART_NAMES[name]} value={score} />}</span>
      <span className={`text-right ${score === null ? 'text-faint' : score < 70 ? tone : ''}`}>
        {score === null ? '–' : Math.round(score)}
      </span>
      <span className="truncate text-dim" title={reason}>
        {reason}
      </span>
    </li>
  )
}
