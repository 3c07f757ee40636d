interface CodeLinesProps {
  readonly firstLine: number
  readonly lines: readonly string[]
  /** The line that is meant. */
  readonly at: number | null
}

/** A few lines of the source, with the one that is meant marked. */
export function CodeLines({ firstLine, lines, at }: CodeLinesProps) {
  const indent = commonIndent(lines)
  const width = `${String(firstLine + lines.length - 1).length}ch`
  return (
    // A region of its own: wide code is scrolled, by the keyboard too.
    <section aria-label="Source" className="code-lines" tabIndex={0}>
      <table>
        <tbody>
          {lines.map((line, index) => {
            const number = firstLine + index
            return (
              <tr
                key={number}
                className={number === at ? 'code-at' : ''}
                aria-current={number === at || undefined}
              >
                <td className="code-number" style={{ minWidth: width }}>
                  {number}
                </td>
                <td>{line.slice(indent) || ' '}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Characters that all lines begin with spaces or tabs. */
function commonIndent(lines: readonly string[]): number {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  return indents.length === 0 ? 0 : Math.min(...indents)
}
