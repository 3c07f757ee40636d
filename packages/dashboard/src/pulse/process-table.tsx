import type { ProcessPulse } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { plural } from '../format/plural.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { ListPart } from '../lists/list-part.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { PROCESS_COLUMNS, ProcessTwoLines } from './process-columns.tsx'
import { type ChangePulse, NO_DETAIL } from './search.ts'

interface ProcessTableProps {
  readonly processes: readonly ProcessPulse[]
  readonly onChange: ChangePulse
}

const keyOf = (process: ProcessPulse) => process.id
const twoLines = (process: ProcessPulse) => <ProcessTwoLines process={process} />

/** Every process of every app. A row leads to its server. */
export function ProcessTable({ processes, onChange }: ProcessTableProps) {
  const [cursor, setCursor] = useState<string | null>(null)
  const source = useMemo(() => rowsOf(processes, keyOf), [processes])
  return (
    <ListPart
      label="Processes"
      note={plural(processes.length, 'process', 'processes')}
      rows={processes.length}
      empty="No process tells of itself now."
      className="pulse-processes"
    >
      <DataGrid
        label="Processes"
        source={source}
        columns={PROCESS_COLUMNS}
        keyOf={keyOf}
        compact={twoLines}
        compactBelow={560}
        cursor={cursor}
        onCursor={(process) => setCursor(process.id)}
        selected={null}
        onOpen={(process, by) => {
          setCursor(process.id)
          onChange({ ...NO_DETAIL, server: process.hostname })
          if (by === 'keyboard') focusDrawer()
        }}
      />
    </ListPart>
  )
}
