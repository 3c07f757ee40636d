import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Live } from './api/live.ts'
import { LiveContext } from './api/live-context.ts'
import { createQueryClient } from './api/queries.ts'
import { LiveStream } from './api/stream.ts'
import { LoginGate } from './login/login-gate.tsx'
import { router } from './router.tsx'
import './theme/base.css'

const client = createQueryClient()
const live = new Live(new LiveStream({ connect: (url) => new EventSource(url) }), client)
const start = () => live.start()
const stop = () => live.stop()

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no #root')

createRoot(element).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <LoginGate onOpen={start} onLock={stop}>
          <LiveContext value={live}>
            <RouterProvider router={router} />
          </LiveContext>
        </LoginGate>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
