import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { localPath } from "../shop/local-path.ts";
import { formatMoney } from "../shop/money.ts";
import { StoreApiError } from "../store-api/errors.ts";
import type { Region } from "../store-api/types.ts";
import { env, shopState } from "./backend.ts";

/** Formats an amount of the shop. */
export type Money = (amount: number, currency?: string) => string;

export interface Shop {
  readonly title: string;
  /** ISO 3166-1 alpha-2, capitals. */
  readonly country: string;
  readonly countryName: string;
  readonly backendUrl: string;
  readonly region: Region;
  readonly money: Money;
}

/** The shop as pages need it. When the backend is away, the visitor is sent to the page that says so. */
export async function shop(): Promise<Shop> {
  const { title, country, backendUrl } = env();
  const state = await shopState();
  if (!state.ok) return await toUnavailable();
  const { region } = state;
  const money: Money = (amount, currency = region.currency_code) => formatMoney(amount, currency, country);
  return { title, country, countryName: countryName(country), backendUrl, region, money };
}

export function countryName(code: string): string {
  return countryNames.of(code.toUpperCase()) ?? code;
}

/** Waits for data that a page cannot do without. A page cannot answer 503 itself, so a failed call leads to the page that can. */
export async function orUnavailable<T>(data: Promise<T>): Promise<T> {
  try {
    return await data;
  } catch (error) {
    if (!(error instanceof StoreApiError)) throw error;
    console.error(JSON.stringify({ level: "error", event: "page-failed", reason: error.message }));
    return await toUnavailable();
  }
}

async function toUnavailable(): Promise<never> {
  const from = localPath((await headers()).get("x-shop-path"));
  redirect(`/unavailable?from=${encodeURIComponent(from)}`);
}

const countryNames = new Intl.DisplayNames(["en"], { type: "region" });
