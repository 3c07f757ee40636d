const PARTS = [
  ['redirect', 'redirects'],
  ['wait', 'waits to be sent'],
  ['dns', 'name lookup'],
  ['connect', 'connects'],
  ['tls', 'encryption'],
  ['request', 'waits for the answer'],
  ['response', 'receives'],
  ['whole', 'phases not told'],
] as const

/** Which part of a bar is which phase. */
export function WaterfallLegend() {
  return (
    <p className="waterfall-legend">
      {PARTS.map(([phase, words]) => (
        <span key={phase}>
          <span className="call-swatch">
            <i data-phase={phase} />
          </span>
          {words}
        </span>
      ))}
      <span>
        <span className="call-swatch-server" />
        on the server
      </span>
    </p>
  )
}
