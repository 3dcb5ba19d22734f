import type { Region } from "../store-api/types.ts";

/**
 * Chooses the region that the shop sells in: the one with its country and currency, else the one with its country.
 *
 * @returns undefined when no region sells to the country: nothing could be bought then.
 */
export function pickRegion(regions: readonly Region[], country: string, currency: string): Region | undefined {
  const sellsTo = regions.filter((region) => region.countries?.some((one) => one.iso_2 === country.toLowerCase()));
  return sellsTo.find((region) => region.currency_code === currency.toLowerCase()) ?? sellsTo[0];
}
