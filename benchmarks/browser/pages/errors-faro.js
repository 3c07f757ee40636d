import { faro } from '@grafana/faro-web-sdk'

self.tellError = (error) => faro.api.pushError(error)
