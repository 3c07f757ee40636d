import { cachedAnswer } from '@/lib/answers'

export async function GET(request: Request): Promise<Response> {
  return Response.json(await cachedAnswer(new URL(request.url).searchParams.get('mark') ?? ''))
}
