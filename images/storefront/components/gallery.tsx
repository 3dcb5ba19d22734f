import { strings } from "../shop/strings.ts";
import styles from "./gallery.module.css";
import { ProductImage } from "./product-image.tsx";

export interface GalleryProps {
  readonly title: string;
  /** Addresses, the main picture first. Empty shows a placeholder. */
  readonly pictures: readonly string[];
}

/** Pictures to swipe through; the small ones below are links to the large ones, so it works without scripts. */
export function Gallery({ title, pictures }: GalleryProps) {
  if (pictures.length < 2) {
    return (
      <div className={styles.single}>
        <ProductImage src={pictures[0]} title={title} alt={title} eager />
      </div>
    );
  }
  return (
    <section className={styles.gallery} aria-label={strings.product.gallery(title)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={styles.large} tabIndex={0}>
        {pictures.map((picture, index) => (
          <li key={picture} id={`picture-${index + 1}`}>
            <ProductImage src={picture} title={title} alt={`${title}, ${index + 1}`} eager={index === 0} />
          </li>
        ))}
      </ul>
      <ul className={styles.small}>
        {pictures.map((picture, index) => (
          <li key={picture}>
            <a href={`#picture-${index + 1}`} aria-label={strings.product.showImage(index + 1)}>
              <ProductImage src={picture} title={title} alt="" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
