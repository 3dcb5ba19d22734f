import { percentile } from "../../../control/api/estimate.ts";
import type { Figure } from "../table.ts";
import { addStores, storeName } from "./fleet-data.ts";
import type { OpenLoopReply } from "./open-loop.ts";
import { PlaneUnderLoad } from "./plane-under-load.ts";

const stores = 1000;
const rate = 200;
const seconds = 30;
/** Asked before, by the same process: new code runs slowly at first, in the server as in the client. */
const warmUp = rate * 5;

/** Lists and single stores, asked for at a fixed rate by members and an administrator, with a thousand stores in the database. */
export async function benchReads(): Promise<Figure[]> {
  const group = `control plane, ${stores} stores, ${rate} requests a second`;
  const plane = await PlaneUnderLoad.start({
    members: 20,
    prepare: (database, { members }) => addStores(database, stores, members),
  });
  try {
    const { admin, members } = plane.askers;
    // One in four asks as the administrator, whose list has every store.
    const askerOf = (index: number) => (index % 4 === 0 ? admin : (members[index % members.length] ?? admin));
    const list = (index: number) => ({ path: "/api/stores", headers: askerOf(index).headers });
    const show = (index: number) => ({ path: `/api/stores/${storeName((index * 37) % stores)}`, headers: admin.headers });
    const asked = Array.from({ length: rate * seconds }, (_, index) => (index % 2 === 0 ? list(index / 2) : show(index)));
    const all = await plane.send({ requests: [...asked.slice(0, warmUp), ...asked], rate });
    const replies = all.slice(warmUp);
    const refused = replies.filter(({ status }) => status !== 200);
    if (refused.length > 0) throw new Error(`${refused.length} of ${replies.length} requests failed, the first with ${refused[0]?.status}`);
    return [
      ...quantiles(
        group,
        "list",
        replies.filter((_, index) => index % 2 === 0),
      ),
      ...quantiles(
        group,
        "show",
        replies.filter((_, index) => index % 2 === 1),
      ),
    ];
  } finally {
    await plane.stop();
  }
}

function quantiles(group: string, name: string, replies: readonly OpenLoopReply[]): Figure[] {
  const all = replies.map(({ milliseconds }) => milliseconds);
  const at = (share: number) => percentile(all, share) ?? Number.NaN;
  return [
    { group, name: `${name}, median`, value: at(0.5), unit: "ms" },
    { group, name: `${name}, p99`, value: at(0.99), unit: "ms", goal: 25 },
    { group, name: `${name}, slowest`, value: at(1), unit: "ms" },
  ];
}
