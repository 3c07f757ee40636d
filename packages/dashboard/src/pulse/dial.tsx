import { healthLook } from '../status/health-look.ts'

const RADIUS = 26
/** Of a whole turn. */
const SWEEP = 0.75
const TURN = 2 * Math.PI * RADIUS

/** A score on a dial from 0 to 100. */
export function Dial({ label, score }: { label: string; score: number | null }) {
  const { tone, word } = healthLook(score)
  const filled = TURN * SWEEP * ((score ?? 0) / 100)
  return (
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={score ?? 0}
      aria-valuetext={score === null ? word : `${Math.round(score)} of 100: ${word}`}
      className={`dial ${tone}`}
    >
      <svg viewBox="0 0 64 64" fill="none" aria-hidden="true" strokeWidth="5" strokeLinecap="round">
        <circle
          cx="32"
          cy="32"
          r={RADIUS}
          className="dial-track"
          strokeDasharray={`${TURN * SWEEP} ${TURN}`}
        />
        {score === null ? null : (
          <circle cx="32" cy="32" r={RADIUS} stroke="currentColor" strokeDasharray={`${filled} ${TURN}`} />
        )}
      </svg>
      <span aria-hidden="true" className="dial-figure">
        {score === null ? '–' : Math.round(score)}
      </span>
    </span>
  )
}
