/** A shopper's address in the words of WooCommerce's Store API. */
export interface ShopperAddress {
  readonly first_name: string;
  readonly last_name: string;
  readonly address_1: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly country: string;
  readonly phone: string;
}

/** Postal codes for countries where WooCommerce checks their form and five digits would not do. */
const postcodes: Readonly<Record<string, string>> = {
  AT: "1010",
  BA: "71000",
  BE: "1000",
  BR: "01001-000",
  CA: "K1A 0B1",
  CH: "3000",
  CZ: "110 00",
  DK: "1050",
  GB: "SW1A 1AA",
  HU: "1011",
  IE: "D02 X285",
  IN: "110001",
  JP: "100-0001",
  LI: "9490",
  NL: "1011 AB",
  NO: "0150",
  PL: "00-001",
  PT: "1000-001",
  SE: "111 20",
  SI: "1000",
  SK: "811 01",
};

/** An address that nobody lives at, in a form that the country's checks accept. `state` is empty where a country has none. */
export function proofAddress(country: string, state: string): ShopperAddress {
  return {
    first_name: "Order",
    last_name: "Proof",
    address_1: "1 Test Street",
    city: "Testville",
    state,
    postcode: postcodes[country] ?? "10115",
    country,
    phone: "+4930000000",
  };
}
