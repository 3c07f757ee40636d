import {
  getSignalTracker,
  trackedAlienSignals,
  trackedSolidSignals,
  trackPreactSignals,
  trackVue,
} from '@kymo/browser'

/** Of two libraries one sees what is made by functions of the tracker's. @returns what signals are made by */
self.trackSignals = ({ preact, alien, solid, vue }) => {
  const tracker = getSignalTracker({ enabled: true, maxEntries: 100_000 })
  trackPreactSignals(tracker, preact)
  trackVue(tracker, vue)
  return {
    preact,
    alien: trackedAlienSignals(tracker, alien),
    solid: trackedSolidSignals(tracker, solid),
    vue,
  }
}
