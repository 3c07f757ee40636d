import { formatDuration, type PageHealthFigures, type PageHealthPart } from '@kymo/protocol'
import type { MarkShape } from './elements.ts'

/** As the dashboard has it. */
export interface HealthLook {
  readonly word: string
  readonly shape: MarkShape
  readonly tone: string
}

export function healthLook(score: number): HealthLook {
  if (score >= 90) return { word: 'Healthy', shape: 'dot', tone: 'ok' }
  if (score >= 70) return { word: 'Strained', shape: 'hollow', tone: 'slow' }
  if (score >= 40) return { word: 'Degraded', shape: 'triangle', tone: 'slow' }
  return { word: 'Failing', shape: 'cross', tone: 'error' }
}

export const PART_NAMES: Readonly<Record<PageHealthPart, string>> = {
  vitals: 'Vitals',
  errors: 'Errors',
  network: 'Network',
  mainThread: 'Main thread',
  components: 'Components',
  memory: 'Memory',
  signals: 'Signals',
}

const REASONS: { readonly [Part in PageHealthPart]: (figures: Required<PageHealthFigures>[Part]) => string } =
  {
    vitals: ({ LCP, INP, CLS }) =>
      [
        LCP !== undefined && `LCP ${formatDuration(LCP)}`,
        INP !== undefined && `INP ${formatDuration(INP)}`,
        CLS !== undefined && `CLS ${Number(CLS.toFixed(3))}`,
      ]
        .filter(Boolean)
        .join(', '),
    errors: ({ errors, visits }) => `${counted(errors, 'error')} in ${counted(visits, 'visit')}`,
    network: ({ calls, failed, slow }) => `of ${counted(calls, 'call')} ${failed} failed, ${slow} slow`,
    mainThread: ({ observed, blocked }) =>
      `blocked for ${formatDuration(blocked)} of ${formatDuration(observed)}`,
    components: ({ renders, wasted, slow }) =>
      `of ${counted(renders, 'render')} ${wasted} wasted, ${slow} slow`,
    memory: ({ growth }) =>
      growth <= 0 ? 'does not grow' : `grows by ${(growth / 1e6).toFixed(1)} MB a minute`,
    signals: ({ excessive, cycles }) =>
      `${counted(excessive, 'signal')} too busy, ${counted(cycles, 'cycle')}`,
  }

/** What the score of a part is reckoned from, in words; of a part that is not known, nothing. */
export function partReason<Part extends PageHealthPart>(part: Part, figures: PageHealthFigures): string {
  const known = figures[part] as Required<PageHealthFigures>[Part] | undefined
  return known === undefined ? '' : REASONS[part](known)
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
