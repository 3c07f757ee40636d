import type { ReactNode } from 'react'

/** A part of what a drawer shows. */
export function DrawerPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="px-4 pt-5 pb-1 text-label text-faint">{title}</h3>
      {children}
    </section>
  )
}

/** What is known of what a drawer is about, three beside each other. */
export function DrawerFigures({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-3 gap-x-4 gap-y-2 px-4 pt-4">{children}</dl>
}

export function DrawerFigure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-faint">{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  )
}
