import { chooseProvider } from "../../local/cluster/choose.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { benchStore } from "./bench-store.ts";
import type { Figure } from "./table.ts";

/** `npm start` as on the morning after: everything cached, the cluster stopped, one store whose data was kept. */
export async function benchStart(): Promise<Figure[]> {
  const group = "npm start, everything cached, one Medusa store";
  const fleet = await Fleet.create();
  try {
    await fleet.declare([benchStore]);
    succeeded(await fleet.up());
    await (await chooseProvider({})).stop();
    const morning = await fleet.up();
    succeeded(morning);
    const again = await fleet.up();
    succeeded(again);
    return [
      { group, name: "the cluster stopped", value: morning.seconds, unit: "s", goal: 180 },
      { group, name: "everything running, nothing changed", value: again.seconds, unit: "s", goal: 60 },
    ];
  } finally {
    await fleet.declare([]);
    await fleet.up();
    await fleet.remove();
  }
}
