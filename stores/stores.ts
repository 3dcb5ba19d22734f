import { defineStores } from "./load.ts";

/** The declared fleet. Every entry becomes one isolated store in the environments that it names. */
export default defineStores([
  {
    name: "aurora",
    engine: "medusa",
    title: "Aurora Outdoor",
    adminEmail: "admin@aurora.example",
    currency: "EUR",
    country: "DE",
  },
  {
    name: "bramble",
    engine: "woocommerce",
    title: "Bramble Books",
    adminEmail: "admin@bramble.example",
    currency: "GBP",
    country: "GB",
  },
]);
