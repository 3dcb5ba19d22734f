import Link from "next/link";
import type { ReactNode } from "react";
import styles from "./button.module.css";

/** A link that looks like a main button, for going somewhere rather than sending a form. */
export function ButtonLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link className={styles.button} href={href} prefetch={false}>
      {children}
    </Link>
  );
}
