import { imageReferences } from "../../images/catalog.ts";
import { planBinaries } from "../../local/binaries/plan.ts";
import type { ClusterProvider } from "../../local/cluster/provider.ts";
import { clusterBinaries } from "../../local/embedded-parts.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import type { Environment } from "../environment.ts";
import { formatSeconds, paint } from "../terminal.ts";
import { imagesFor } from "./images.ts";
import { toolNames } from "./tools.ts";

/** What `up` is about to do, in a few lines, before anything is touched. */
export async function describePlan(environment: Environment, stores: readonly StoreSpec[], cluster: ClusterProvider): Promise<string> {
  const names = cluster.name === "embedded" ? [...toolNames, ...clusterBinaries] : toolNames;
  const [binaries, plan, references] = await Promise.all([planBinaries(names), cluster.plan(), imageReferences(imagesFor(stores))]);
  const missing = binaries.filter(({ route }) => route !== "cache");
  const seconds = missing.reduce((sum, binary) => sum + ("expectedSeconds" in binary ? binary.expectedSeconds : 0), 0);
  const routes = [...new Set(missing.map(({ route }) => (route === "go" ? "built from pinned Go modules" : route)))].join(", ");
  const bold = (text: string) => paint("bold", text, process.stderr);
  return [
    `${bold("Plan")} for environment ${environment.name}: ${stores.map(({ name, engine }) => `${name} (${engine})`).join(", ") || "no stores"}`,
    `  tools    ${missing.length === 0 ? `all ${binaries.length} cached` : `${missing.length} of ${binaries.length} to get (${routes}), about ${formatSeconds(seconds)}`}`,
    `  cluster  ${plan.provider}, ${plan.state}${plan.steps.length === 0 ? "" : `: ${plan.steps.join("; ")}`}`,
    `  images   ${Object.keys(references).join(", ") || "none"}`,
    "  then     pulumi up, and one proven order in every store",
  ].join("\n");
}
