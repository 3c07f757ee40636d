import type { Leak } from '@kymo/protocol'
import { Age } from '../../clock/age.tsx'
import { Mark } from '../../status/mark.tsx'
import { LEAK_HINTS, leakWords } from './memory-words.ts'

/** What is suspected to leak, in words, with what to look for. */
export function Leaks({ leaks, onPage }: { leaks: readonly Leak[]; onPage: (instance: string) => void }) {
  return (
    <ul aria-label="Suspected leaks" className="px-4 pb-3">
      {leaks.map((leak) => (
        <li
          key={`${leak.page.instance} ${leak.kind} ${leak.component} ${leak.time}`}
          className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 border-t border-hairline py-2"
        >
          <Mark shape="triangle" className="mt-1.5 text-slow" label="suspected" />
          <p>{leakWords(leak)}</p>
          <Age time={leak.time} ago className="text-dim" />
          <p className="col-start-2 text-label text-dim">{LEAK_HINTS[leak.kind]}</p>
          <button
            type="button"
            className="max-w-40 truncate text-right text-label text-accent underline"
            onClick={() => onPage(leak.page.instance)}
          >
            {leak.page.path ?? leak.page.app}
          </button>
        </li>
      ))}
    </ul>
  )
}
