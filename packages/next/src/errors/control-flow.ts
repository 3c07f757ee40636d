import { property } from './thrown-property.ts'

/** Whether it was thrown by `redirect()`, `notFound()` and the like, which Next.js catches: no error of the app's. */
export function isControlFlow(error: unknown): boolean {
  const digest = property(error, 'digest')
  return (
    typeof digest === 'string' &&
    (digest.startsWith('NEXT_') ||
      digest === 'DYNAMIC_SERVER_USAGE' ||
      digest === 'HANGING_PROMISE_REJECTION' ||
      digest === 'BAILOUT_TO_CLIENT_SIDE_RENDERING')
  )
}
