import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AddToCartForm } from "../../../components/add-to-cart-form.tsx";
import { Gallery } from "../../../components/gallery.tsx";
import { OptionPicker } from "../../../components/option-picker.tsx";
import { PriceTag } from "../../../components/price.tsx";
import { api } from "../../../server/backend.ts";
import { orUnavailable, shop } from "../../../server/shop.ts";
import { imageUrl } from "../../../shop/image-url.ts";
import { available, chooseVariant, optionChoices, variantPrice } from "../../../shop/product.ts";
import { strings } from "../../../shop/strings.ts";
import { findProduct } from "../../../store-api/catalogue.ts";
import type { Product, Variant } from "../../../store-api/types.ts";
import styles from "./product.module.css";

interface PageProps {
  readonly params: Promise<{ readonly handle: string }>;
  readonly searchParams: Promise<{ readonly variant?: string | string[] }>;
}

/** Fewer than this many left is said on the page. */
const fewLeft = 6;

const load = cache(async (handle: string): Promise<Product> => {
  const { region } = await shop();
  return (await orUnavailable(findProduct(api(), handle, region.id))) ?? notFound();
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const product = await load(decodeURIComponent((await params).handle));
  const description = product.description?.replace(/\s+/g, " ").slice(0, 160);
  return { title: product.title, ...(description ? { description } : {}) };
}

export default async function ProductPage({ params, searchParams }: PageProps) {
  const product = await load(decodeURIComponent((await params).handle));
  const here = await shop();
  const { variant: wanted } = await searchParams;
  const variant = chooseVariant(product, Array.isArray(wanted) ? wanted[0] : wanted);
  const left = variant ? available(variant) : 0;
  const pictures = (product.images ?? []).flatMap((image) => imageUrl(image.url, here.backendUrl) ?? []);
  const thumbnail = imageUrl(product.thumbnail, here.backendUrl);
  return (
    <div className={styles.product}>
      <Gallery title={product.title} pictures={pictures.length > 0 ? pictures : thumbnail ? [thumbnail] : []} />
      <div className={styles.details}>
        <h1>{product.title}</h1>
        {product.subtitle && <p className={styles.subtitle}>{product.subtitle}</p>}
        <p className={styles.price}>
          <PriceTag price={variant && variantPrice(variant)} money={here.money} />
        </p>
        {variant && <OptionPicker handle={product.handle} options={optionChoices(product, variant)} />}
        {variant && left > 0 ? (
          <AddToCartForm key={variant.id} variantId={variant.id} max={left} />
        ) : (
          <p className={styles.soldOut}>{strings.product.soldOutHint}</p>
        )}
        {variant && left > 0 && <p className={styles.stock}>{stockNote(variant, left)}</p>}
        <ul className={styles.promises}>
          {strings.product.promises(here.countryName).map((promise) => (
            <li key={promise}>{promise}</li>
          ))}
        </ul>
        {product.description && (
          <section className={styles.description}>
            <h2>{strings.product.description}</h2>
            <p>{product.description}</p>
          </section>
        )}
      </div>
    </div>
  );
}

function stockNote(variant: Variant, left: number): string {
  const counted = variant.manage_inventory && !variant.allow_backorder;
  return counted && left < fewLeft ? strings.product.few(left) : strings.product.inStock;
}
