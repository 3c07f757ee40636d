export const runtime = 'edge'

export async function GET() {
  throw new TypeError('edge gave way')
}
