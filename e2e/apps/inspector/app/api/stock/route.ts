import { upstream } from '../../upstream'

export async function GET() {
  return Response.json(await upstream('/rates?handler'))
}
