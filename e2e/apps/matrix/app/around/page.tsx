export default function Page() {
  return <p>Around it a layout asks.</p>
}
