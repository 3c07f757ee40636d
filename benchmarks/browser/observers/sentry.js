import { browserTracingIntegration, init } from '@sentry/browser'

const { host, protocol } = new URL(self.settings.sink)
init({
  dsn: `${protocol}//public@${host}/1`,
  integrations: [browserTracingIntegration()],
  tracesSampleRate: 1,
})
