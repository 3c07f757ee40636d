require('dd-trace').init({
  url: process.env.BENCH_SINK,
  service: 'bench',
  startupLogs: false,
  remoteConfig: { enabled: false },
  // Every second instead of every two: nothing tells it to send now.
  flushInterval: 1000,
})
