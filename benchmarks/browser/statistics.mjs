export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low)
}

export const median = (values) => quantile(values, 0.5)

/** The middle half, as `1.2 – 1.4`. */
export const middleHalf = (values, digits) =>
  `${quantile(values, 0.25).toFixed(digits)} – ${quantile(values, 0.75).toFixed(digits)}`
