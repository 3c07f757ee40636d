import { faro } from '@grafana/faro-web-sdk'
import { bench, inSteps } from './bench.js'

bench('measure', {
  pace: (count) =>
    inSteps(count, 20, (i) =>
      faro.api.pushMeasurement({ type: 'of-app', values: { step: i / 7 } }, { skipDedupe: true }),
    ),
})
