export async function getServerSideProps() {
  return { props: {} }
}

export default function Page() {
  if (typeof window === 'undefined') {
    throw new Error('old render gave way')
  }
  return null
}
