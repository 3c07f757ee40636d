const Sentry = require('@sentry/node')

Sentry.init({
  dsn: `${process.env.BENCH_SINK.replace('://', '://key@')}/1`,
  tracesSampleRate: 1,
  // The default of 64 requests under way drops the rest.
  transportOptions: { bufferSize: 1_000_000 },
})

globalThis.drainExporters = () => Sentry.flush(20_000)
