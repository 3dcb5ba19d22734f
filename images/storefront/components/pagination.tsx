import Link from "next/link";
import { strings } from "../shop/strings.ts";
import styles from "./pagination.module.css";

export interface PaginationProps {
  readonly page: number;
  readonly pages: number;
  readonly search: string | undefined;
}

export function Pagination({ page, pages, search }: PaginationProps) {
  if (pages < 2) return null;
  const href = (target: number) => `/?${new URLSearchParams({ ...(search ? { q: search } : {}), page: String(target) })}`;
  return (
    <nav className={styles.pages} aria-label={strings.list.pages}>
      {page > 1 && (
        <Link href={href(page - 1)} rel="prev" prefetch={false}>
          ← {strings.list.previous}
        </Link>
      )}
      <span className={styles.current}>{strings.list.page(page, pages)}</span>
      {page < pages && (
        <Link href={href(page + 1)} rel="next" prefetch={false}>
          {strings.list.next} →
        </Link>
      )}
    </nav>
  );
}
