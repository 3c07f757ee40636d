import type { Breadcrumb, ErrorEvent, ErrorReport } from '@kymo/protocol'
import { absoluteTime } from '../format/time.ts'
import { DrawerPart } from '../panes/drawer-part.tsx'
import { Mark } from '../status/mark.tsx'
import { AttributeTable } from './attribute-table.tsx'
import { beforeText, CATEGORY_WORDS, dataText, LEVEL_LOOKS } from './breadcrumb-words.ts'

/** What the page said besides the error: what was done before it, and what the app knows of it. */
export function ErrorReportParts({ error }: { error: ErrorEvent }) {
  const { report, time } = error
  if (report === null) return null
  return (
    <>
      {report.breadcrumbs.length === 0 ? null : <Breadcrumbs breadcrumbs={report.breadcrumbs} error={time} />}
      <Said report={report} />
    </>
  )
}

function Breadcrumbs({ breadcrumbs, error }: { breadcrumbs: readonly Breadcrumb[]; error: number }) {
  return (
    <DrawerPart title="What happened before">
      <ol className="breadcrumbs">
        {breadcrumbs.map((breadcrumb, index) => {
          const { category, level, message, data, time } = breadcrumb
          const look = LEVEL_LOOKS[level] ?? LEVEL_LOOKS.info
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are told in their order, and may be alike
            <li key={index}>
              <Mark
                shape={look.shape}
                className={look.tone}
                {...(level === 'warning' || level === 'error' ? { label: look.word } : {})}
              />
              <span className="text-dim">{CATEGORY_WORDS[category] ?? category}</span>
              <span className="min-w-0">
                <span className="break-words">{message}</span>
                {data === undefined ? null : (
                  <span className="block text-label break-words text-dim">{dataText(data)}</span>
                )}
              </span>
              <time className="text-right whitespace-nowrap text-dim tabular-nums" title={absoluteTime(time)}>
                {beforeText(time, error)}
              </time>
            </li>
          )
        })}
        <li>
          <Mark shape="cross" className="text-error" />
          <span className="text-error">error</span>
          <span className="text-error">this one</span>
          <time className="text-right text-dim">0</time>
        </li>
      </ol>
    </DrawerPart>
  )
}

function Said({ report: { tags, contexts, user } }: { report: ErrorReport }) {
  const named = Object.entries(tags).map(([name, value]) => ({ name, value }))
  return (
    <>
      {user === null ? null : (
        <DrawerPart title="User">
          <p className="px-4">
            <code className="break-all">{user}</code>
          </p>
        </DrawerPart>
      )}
      {named.length === 0 ? null : (
        <DrawerPart title="Tags">
          <AttributeTable rows={named} />
        </DrawerPart>
      )}
      {Object.entries(contexts).map(([name, values]) => (
        <DrawerPart key={name} title={`Context: ${name}`}>
          <AttributeTable
            rows={Object.entries(values).map(([key, value]) => ({ name: key, value: String(value) }))}
          />
        </DrawerPart>
      ))}
    </>
  )
}
