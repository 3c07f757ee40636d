import { getErrorReporter } from '@kymo/browser'

const reporter = getErrorReporter({ enabled: true })
self.tellError = (error) => reporter.captureException(error)
