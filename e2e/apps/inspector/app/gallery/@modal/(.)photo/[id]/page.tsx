export default async function Modal({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  async function like() {
    'use server'
  }
  return (
    <dialog open>
      <form action={like}>
        <button type="submit">Like {id}</button>
      </form>
    </dialog>
  )
}
