import { deep } from '../../lib/deep'

export async function GET() {
  await Promise.resolve()
  deep('handler')
}
