import { type Review, upstream } from '@/lib/upstream'
import { addReview } from './actions'

export async function Reviews({ id }: { id: string }) {
  const reviews = await upstream<Review[]>(`/products/${id}/reviews`, {
    next: { revalidate: 30, tags: [`reviews-${id}`] },
  })
  return (
    <section className="reviews">
      <h2>Reviews</h2>
      <ul>
        {reviews.map(({ id, author, stars, text }) => (
          <li key={id}>
            <span className="stars" role="img" aria-label={`${stars} of 5 stars`}>
              {'★'.repeat(stars)}
              {'☆'.repeat(5 - stars)}
            </span>
            <p>{text}</p>
            <p className="author">{author}</p>
          </li>
        ))}
      </ul>
      <form action={addReview.bind(null, id)} className="row">
        <input name="author" placeholder="Your name" aria-label="Your name" required />
        <input name="text" placeholder="What do you think?" aria-label="Your review" required />
        <select name="stars" aria-label="Stars" defaultValue="5">
          {[5, 4, 3, 2, 1].map((stars) => (
            <option key={stars}>{stars}</option>
          ))}
        </select>
        <button type="submit" className="button quiet">
          Write a review
        </button>
      </form>
    </section>
  )
}
