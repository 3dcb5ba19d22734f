import { strings } from "../shop/strings.ts";
import styles from "./site-footer.module.css";

export function SiteFooter({ title, countryName }: { readonly title: string; readonly countryName: string }) {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <p className={styles.brand}>{title}</p>
        <p>{strings.hero.lead(countryName)}</p>
        <p>
          <a href="#top">{strings.footer.top}</a>
        </p>
      </div>
    </footer>
  );
}
