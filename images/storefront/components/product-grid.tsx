import Link from "next/link";
import type { Shop } from "../server/shop.ts";
import { imageUrl } from "../shop/image-url.ts";
import { isSoldOut, productPrice } from "../shop/product.ts";
import { strings } from "../shop/strings.ts";
import type { Product } from "../store-api/types.ts";
import { PriceTag } from "./price.tsx";
import styles from "./product-grid.module.css";
import { ProductImage } from "./product-image.tsx";

/** How many pictures are near the top of the page on most screens. */
const eagerImages = 4;

export function ProductGrid({ products, shop }: { readonly products: readonly Product[]; readonly shop: Shop }) {
  return (
    <ul className={styles.grid}>
      {products.map((product, index) => (
        <li key={product.id}>
          <Link className={styles.card} href={`/products/${encodeURIComponent(product.handle)}`} prefetch={false}>
            <span className={styles.picture}>
              <ProductImage src={imageUrl(product.thumbnail, shop.backendUrl)} title={product.title} alt="" eager={index < eagerImages} />
              {isSoldOut(product) && <span className={styles.badge}>{strings.list.soldOut}</span>}
            </span>
            <span className={styles.title}>{product.title}</span>
            <PriceTag price={productPrice(product)} money={shop.money} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
