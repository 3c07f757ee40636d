import { redirect } from 'next/navigation'

export default function LeadsOn() {
  redirect('/shelf/5')
}
