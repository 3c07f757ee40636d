export { onRequestError, register } from '@kymo/next/instrumentation'
