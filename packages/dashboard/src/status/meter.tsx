/** How far a share reaches. */
export function Meter({ name, value }: { name: string; value: number }) {
  const share = Math.min(100, Math.max(0, value))
  return (
    <span
      role="meter"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
      aria-valuetext={`${Math.round(share)} %`}
      className="meter"
    >
      <span style={{ width: `${share}%` }} />
    </span>
  )
}
