import type { Engine } from "../../stores/schema.ts";
import { proveMedusaOrder } from "./medusa.ts";
import type { OrderProof, ProofOptions, ProofTarget } from "./order-proof.ts";
import { proveWooCommerceOrder } from "./woocommerce.ts";

const provers: Readonly<Partial<Record<Engine, (target: ProofTarget, options: ProofOptions) => Promise<OrderProof>>>> = {
  medusa: proveMedusaOrder,
  woocommerce: proveWooCommerceOrder,
};

/**
 * Places a real test order in a shop, reads it back through the engine's admin API and cancels it.
 *
 * @throws {OrderProofFailed} naming the step and what the shop answered
 */
export async function proveOrder(target: ProofTarget, options: ProofOptions = {}): Promise<OrderProof> {
  const prover = provers[target.engine];
  if (prover === undefined) throw new Error(`engine ${target.engine} has no order proof`);
  return prover(target, options);
}
