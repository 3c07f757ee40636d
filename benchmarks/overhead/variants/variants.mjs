import { fileURLToPath } from 'node:url'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const kymo = ['--import', new URL('../../../packages/node/dist/register.js', import.meta.url).href]
const drain = ['--import', new URL('./kymo-drain.mjs', import.meta.url).href]

/**
 * What is compared. Each runs the same server with its own preload, as its documents say to.
 * @param {string} sink the sink's address
 */
export function variantsFor(sink) {
  return [
    { id: 'none', label: 'none', preload: [], env: {}, spans: 0 },
    {
      id: 'bound',
      label: 'lower bound: AsyncLocalStorage + two channels that only count',
      preload: ['--require', file('./bound.cjs')],
      env: {},
      spans: 0,
    },
    {
      id: 'kymo',
      label: 'Kymo',
      preload: [...kymo, ...drain],
      env: { KYMO_URL: sink, KYMO_TOKEN: 'bench' },
      spans: 2,
    },
    {
      id: 'kymo-dev',
      label: 'Kymo, development: with headers',
      preload: [...kymo, ...drain],
      env: { KYMO_URL: sink, KYMO_TOKEN: 'bench', KYMO_ENV: 'development' },
      spans: 2,
    },
    {
      id: 'opentelemetry',
      label: 'OpenTelemetry SDK',
      package: '@opentelemetry/sdk-node',
      preload: ['--require', file('./opentelemetry.cjs')],
      env: { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
      spans: 2,
    },
    {
      id: 'datadog',
      label: 'dd-trace',
      package: 'dd-trace',
      preload: ['--require', file('./datadog.cjs')],
      env: { DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false', DD_REMOTE_CONFIGURATION_ENABLED: 'false' },
      spans: 2,
    },
    {
      id: 'sentry',
      label: '@sentry/node, tracesSampleRate 1',
      package: '@sentry/node',
      preload: ['--require', file('./sentry.cjs')],
      env: {},
      spans: 2,
    },
  ]
}
