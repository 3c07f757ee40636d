import { captureException } from '@sentry/browser'

self.tellError = captureException
