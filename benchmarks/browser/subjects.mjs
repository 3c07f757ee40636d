const COMPONENTS = {
  bare: ['pages/no-tracks.js', 'pages/components.js'],
  kymo: ['pages/no-tracks.js', 'observers/components.js', 'pages/components.js'],
  telling: ['pages/no-tracks.js', 'observers/kymo-core.js', 'observers/components.js', 'pages/components.js'],
}

/**
 * Which modules a page of each variant is made of, in the order in which they run. `telling` is Kymo with a collector to
 * tell, where `kymo` is its monitor alone.
 */
export const SUBJECTS = [
  {
    id: 'timing',
    variants: {
      bare: ['pages/timing-bare.js'],
      kymo: ['pages/timing-kymo.js'],
      telling: ['observers/kymo-core.js', 'pages/timing-kymo.js'],
      sentry: ['observers/sentry.js', 'pages/timing-sentry.js'],
      faro: ['observers/faro.js', 'pages/timing-faro.js'],
    },
  },
  {
    id: 'components',
    variants: COMPONENTS,
  },
  {
    id: 'components-development',
    mode: 'development',
    // What React itself keeps in development differs by more from time to time than what is to be seen.
    parts: ['run'],
    variants: COMPONENTS,
  },
  {
    id: 'signals',
    variants: {
      bare: ['pages/signals.js'],
      kymo: ['observers/signals.js', 'pages/signals.js'],
      telling: ['observers/kymo-core.js', 'observers/signals.js', 'pages/signals.js'],
    },
  },
  {
    id: 'requests',
    variants: {
      bare: ['pages/requests.js'],
      core: ['observers/kymo-core.js', 'pages/requests.js'],
      kymo: ['observers/kymo-network.js', 'pages/requests.js'],
      sentry: ['observers/sentry.js', 'pages/within-sentry.js', 'pages/requests.js'],
      faro: ['observers/faro-tracing.js', 'pages/requests.js'],
    },
  },
  {
    id: 'errors',
    variants: {
      bare: ['pages/errors.js'],
      kymo: ['observers/kymo-core.js', 'observers/errors.js', 'pages/errors.js'],
      sentry: ['observers/sentry.js', 'pages/errors-sentry.js', 'pages/errors.js'],
      faro: ['observers/faro.js', 'pages/errors-faro.js', 'pages/errors.js'],
    },
  },
  {
    id: 'memory',
    variants: { kymo: ['pages/memory.js'] },
  },
]
