import type { Metadata } from "next";
import Link from "next/link";
import { ButtonLink } from "../components/button-link.tsx";
import { Pagination } from "../components/pagination.tsx";
import { ProductGrid } from "../components/product-grid.tsx";
import { api } from "../server/backend.ts";
import { orUnavailable, shop } from "../server/shop.ts";
import { strings } from "../shop/strings.ts";
import { listProducts } from "../store-api/catalogue.ts";
import styles from "./home.module.css";

const pageSize = 24;

interface Query {
  readonly q?: string | string[];
  readonly page?: string | string[];
}

interface PageProps {
  readonly searchParams: Promise<Query>;
}

export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const { search } = readQuery(await searchParams);
  return search ? { title: strings.search.title(search), robots: { index: false } } : {};
}

/** The list of products, newest first, by pages, and what a search finds. */
export default async function Home({ searchParams }: PageProps) {
  const { search, page } = readQuery(await searchParams);
  const here = await shop();
  const query = { regionId: here.region.id, search, limit: pageSize, offset: (page - 1) * pageSize };
  const { products, count } = await orUnavailable(listProducts(api(), query));
  const pages = Math.max(1, Math.ceil(count / pageSize));
  return (
    <>
      {!search && page === 1 && (
        <section className={styles.hero}>
          <h1>{strings.hero.heading(here.title)}</h1>
          <p>{strings.hero.lead(here.countryName)}</p>
        </section>
      )}
      <div className={styles.heading}>
        <Heading level={search || page > 1 ? 1 : 2}>{search ? strings.search.title(search) : strings.list.title}</Heading>
        <p className="muted">{strings.list.count(count)}</p>
      </div>
      {products.length > 0 && <ProductGrid products={products} shop={here} />}
      {products.length === 0 && (
        <div className="centred">
          <p>{search ? strings.list.noneFound : strings.list.none}</p>
          {(search || page > 1) && <ButtonLink href="/">{strings.list.showAll}</ButtonLink>}
        </div>
      )}
      {search && products.length > 0 && (
        <p className={styles.all}>
          <Link href="/" prefetch={false}>
            {strings.list.showAll}
          </Link>
        </p>
      )}
      <Pagination page={page} pages={pages} search={search} />
    </>
  );
}

function Heading({ level, children }: { readonly level: 1 | 2; readonly children: string }) {
  return level === 1 ? <h1>{children}</h1> : <h2>{children}</h2>;
}

function readQuery({ q, page }: Query): { readonly search: string | undefined; readonly page: number } {
  const search = (Array.isArray(q) ? q[0] : q)
    ?.replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 80);
  const number = Number(Array.isArray(page) ? page[0] : page);
  return { search: search || undefined, page: Number.isInteger(number) && number > 0 && number <= 10_000 ? number : 1 };
}
