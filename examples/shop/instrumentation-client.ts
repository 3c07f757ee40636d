/**
 * Of all that Kymo observes in a page, signals alone have to be named to it: the libraries that they are of. Where nobody
 * observes the page, the tracker is off, and this does nothing.
 */
import { getSignalTracker, trackPreactSignals } from '@kymo/browser'
import * as signals from '@preact/signals-react'

if (process.env.NODE_ENV === 'development') trackPreactSignals(getSignalTracker(), signals)
