export async function register() {
  if (process.env.FAIL_REGISTER) {
    throw new Error('register gave way')
  }
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.OTEL_OUT) await import('./provider')
}
