/** Medusa's built-in provider that charges nothing: the shop is paid on delivery or by invoice. */
export const manualPayment = "pp_system_default";
