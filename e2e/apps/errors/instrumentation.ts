export function register() {
  if (process.env.FAIL_REGISTER) {
    throw new Error('register gave way')
  }
}
