export default function handler() {
  throw new TypeError('old api gave way')
}
