export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.OTEL_OUT) await import('./provider')
}
