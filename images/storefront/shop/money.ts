/**
 * Formats an amount as shoppers of that country read it, with English words.
 *
 * @param amount in whole currency units (12.5 is twelve euros fifty), as the Store API gives it.
 * @param currency ISO 4217, in either case.
 * @param country ISO 3166-1 alpha-2: decides the separators.
 */
export function formatMoney(amount: number, currency: string, country: string): string {
  return formatter(currency.toUpperCase(), country.toUpperCase()).format(amount);
}

const formatters = new Map<string, Intl.NumberFormat>();

// Making a formatter costs far more than using one, and a shop has one currency.
function formatter(currency: string, country: string): Intl.NumberFormat {
  const key = `${currency}/${country}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat(`en-${country}`, { style: "currency", currency });
    formatters.set(key, found);
  }
  return found;
}
