import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { Choice } from '../controls/choice.tsx'

interface AppChoiceProps {
  readonly value: string | undefined
  readonly onChange: (app: string | undefined) => void
}

/** Which app's figures are shown; seen only where there are several. */
export function AppChoice({ value, onChange }: AppChoiceProps) {
  const { data: status } = useQuery(statusQuery)
  const apps = [...new Set(status?.instances.map(({ app }) => app))].sort()
  if (apps.length < 2 && value === undefined) return null
  return (
    <Choice label="App" value={value} options={apps.map((app) => ({ value: app }))} onChange={onChange} />
  )
}
