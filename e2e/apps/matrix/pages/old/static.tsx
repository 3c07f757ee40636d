import type { GetStaticProps } from 'next'
import { calls } from '@/lib/calls'

export const getStaticProps: GetStaticProps = async () => {
  await calls.plain?.('old-static')
  return { props: {}, revalidate: 1 }
}

export default function Page() {
  return <p>It is made anew now and then.</p>
}
