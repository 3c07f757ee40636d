// What Sentry has for a measure is a span below another.
import { startInactiveSpan, startSpan } from '@sentry/browser'
import { bench, inSteps } from './bench.js'

bench('measure', {
  pace: (count) =>
    startSpan({ name: 'all', op: 'bench', forceTransaction: true }, () =>
      inSteps(count, 20, () => startInactiveSpan({ name: 'step', op: 'measure-of-app' }).end()),
    ),
})
