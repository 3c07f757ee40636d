import { existsSync } from 'node:fs'

export async function getStaticProps() {
  if (existsSync('.next/static-fails')) {
    throw new Error('static props gave way')
  }
  return { props: {}, revalidate: 1 }
}

export default function Page() {
  return <p>static</p>
}
