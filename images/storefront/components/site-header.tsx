import Link from "next/link";
import { currentCart } from "../server/cart.ts";
import { strings } from "../shop/strings.ts";
import styles from "./site-header.module.css";

export async function SiteHeader({ title }: { readonly title: string }) {
  const cart = await currentCart();
  const count = (cart?.items ?? []).reduce((sum, item) => sum + item.quantity, 0);
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link className={styles.brand} href="/" prefetch={false}>
          {title}
        </Link>
        <search className={styles.search}>
          <form action="/">
            <label className="visually-hidden" htmlFor="search">
              {strings.search.label}
            </label>
            <input id="search" type="search" name="q" maxLength={80} placeholder={strings.search.placeholder} autoComplete="off" />
            <button type="submit" aria-label={strings.search.submit}>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="11" cy="11" r="6.5" />
                <path d="m16 16 4.5 4.5" />
              </svg>
            </button>
          </form>
        </search>
        <Link className={styles.cart} href="/cart" prefetch={false} aria-label={strings.cartLink(count)}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 8h14l-1.2 11a2 2 0 0 1-2 1.8H8.2a2 2 0 0 1-2-1.8z" />
            <path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" />
          </svg>
          {count > 0 && <span className={styles.count}>{count}</span>}
        </Link>
      </div>
    </header>
  );
}
