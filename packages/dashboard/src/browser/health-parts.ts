import type { PageHealthFigures, PageHealthPart } from '@kymo/protocol'
import { plural } from '../format/plural.ts'
import { asText, count, percent, size } from '../format/quantity.ts'
import { vitalText } from './vital-text.ts'

export const PART_NAMES: Readonly<Record<PageHealthPart, string>> = {
  vitals: 'Vitals',
  errors: 'Errors',
  network: 'Network',
  mainThread: 'Main thread',
  components: 'Components',
  memory: 'Memory',
  signals: 'Signals',
}

const share = (part: number, whole: number) => asText(percent(whole === 0 ? 0 : part / whole))

/** What the score of a part is reckoned from, in words; null where nothing is known of it. */
export function partReason(part: PageHealthPart, figures: PageHealthFigures): string | null {
  const { vitals, errors, network, mainThread, components, memory, signals } = figures
  switch (part) {
    case 'vitals':
      return vitals === undefined
        ? null
        : (['LCP', 'INP', 'CLS'] as const)
            .flatMap((name) =>
              vitals[name] === undefined ? [] : [`${name} ${vitalText(name, vitals[name])}`],
            )
            .join(', ')
    case 'errors':
      return errors === undefined
        ? null
        : `${plural(errors.errors, 'error')} in ${plural(errors.visits, 'visit')}`
    case 'network':
      return network === undefined
        ? null
        : `of ${plural(network.calls, 'call')} ${count(network.failed)} failed, ${count(network.slow)} slow`
    case 'mainThread':
      return mainThread === undefined
        ? null
        : `blocked for ${share(mainThread.blocked, mainThread.observed)} of the time`
    case 'components':
      return components === undefined
        ? null
        : `${share(components.wasted, components.renders)} of the app’s renders wasted, ${share(components.slow, components.renders)} slow`
    case 'memory':
      return memory === undefined
        ? null
        : memory.growth <= 0
          ? 'does not grow'
          : `grows by ${asText(size(memory.growth))} a minute`
    case 'signals':
      return signals === undefined
        ? null
        : `${plural(signals.excessive, 'signal')} too busy, ${plural(signals.cycles, 'cycle')}`
  }
}
