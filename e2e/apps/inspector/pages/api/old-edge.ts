export const config = { runtime: 'edge' }

export default function handler() {
  throw new TypeError('old edge api gave way')
}
