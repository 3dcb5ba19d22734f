import Link from "next/link";
import type { OptionChoices } from "../shop/product.ts";
import styles from "./option-picker.module.css";

export interface OptionPickerProps {
  readonly handle: string;
  readonly options: readonly OptionChoices[];
}

/** The product's options as links to its variants: the address bar holds the choice, and no script is needed. */
export function OptionPicker({ handle, options }: OptionPickerProps) {
  return options.map(({ title, choices }) => (
    <nav className={styles.option} key={title} aria-label={title}>
      <p className={styles.title}>{title}</p>
      <ul className={styles.choices}>
        {choices.map(({ value, chosen, variantId, soldOut }) => (
          <li key={value}>
            {variantId ? (
              <Link
                className={soldOut ? styles.soldOut : styles.choice}
                href={`/products/${encodeURIComponent(handle)}?variant=${encodeURIComponent(variantId)}`}
                aria-current={chosen ? "true" : undefined}
                prefetch={false}
                replace
                scroll={false}
              >
                {value}
              </Link>
            ) : (
              <span className={styles.soldOut}>{value}</span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  ));
}
