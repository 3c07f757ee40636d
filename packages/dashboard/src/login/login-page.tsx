import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { ApiError } from '../api/client.ts'
import { login } from '../api/endpoints.ts'
import { Brand } from '../shell/brand.tsx'

/** Asks for the collector's token; it is typed once. */
export function LoginPage() {
  const client = useQueryClient()
  const [token, setToken] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiError>()
  const id = useId()

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await login(token.trim())
      await client.resetQueries()
    } catch (error) {
      setProblem(error as ApiError)
      setBusy(false)
    }
  }

  return (
    <main className="grid h-dvh place-items-center overflow-auto p-4">
      <form onSubmit={(event) => void submit(event)} className="grid w-full max-w-sm gap-4">
        <div className="flex items-center gap-2 text-accent">
          <Brand />
          <h1 className="text-figure font-semibold text-text">Kymo</h1>
        </div>
        <p className="text-prose text-dim text-pretty">
          This collector is closed to whoever has no token. Paste the one it was started with, or a read-only
          one; this browser stays logged in for 30 days.
        </p>
        <div className="grid gap-1.5">
          <label htmlFor={id} className="font-medium">
            Token
          </label>
          <input
            id={id}
            type="password"
            name="token"
            autoComplete="current-password"
            required
            // Nothing else can be done here.
            // biome-ignore lint/a11y/noAutofocus: the only control of the page
            autoFocus
            value={token}
            onChange={(event) => setToken(event.target.value)}
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : `${id}-problem`}
            className="control h-9 w-full px-3 font-mono"
          />
          {problem === undefined ? null : (
            <p id={`${id}-problem`} role="alert" className="text-error">
              {problem.status === 401
                ? 'This token does not open it.'
                : `${problem.message} ${problem.hint ?? ''}`}
            </p>
          )}
        </div>
        <button
          type="submit"
          disabled={busy || token.trim() === ''}
          className="h-9 rounded-sm bg-accent px-3 font-medium text-on-accent disabled:opacity-50"
        >
          {busy ? 'Logging in…' : 'Log in'}
        </button>
      </form>
    </main>
  )
}
