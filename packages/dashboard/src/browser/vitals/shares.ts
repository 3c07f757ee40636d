import { VITAL_RATINGS, type VitalFigures, type VitalRating } from '@kymo/protocol'

export interface RatingShare {
  readonly rating: VitalRating
  readonly count: number
  /** 0 to 1. */
  readonly share: number
}

/** Which share of page loads is rated how; empty where there is none. */
export function ratingShares(ratings: VitalFigures['ratings']): RatingShare[] {
  const total = VITAL_RATINGS.reduce((sum, rating) => sum + ratings[rating], 0)
  if (total === 0) return []
  return VITAL_RATINGS.map((rating) => ({ rating, count: ratings[rating], share: ratings[rating] / total }))
}
