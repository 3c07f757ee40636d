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
  const processes = status?.instances.map(({ app }) => app) ?? []
  // Pages of real users may be of an app whose processes tell nothing.
  const apps = [...new Set([...processes, ...(status?.pageApps ?? [])])].sort()
  if (apps.length < 2 && value === undefined) return null
  return (
    <Choice label="App" value={value} options={apps.map((app) => ({ value: app }))} onChange={onChange} />
  )
}
