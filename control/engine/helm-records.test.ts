import { describe, expect, test } from "@jest/globals";
import type { CoreV1Api } from "@kubernetes/client-node";
import { mendReleases } from "./helm-records.ts";

/** A cluster with nothing but Helm's records of one release. */
function cluster(...statuses: string[]) {
  const records = statuses.map((status, index) => ({
    metadata: {
      name: `sh.helm.release.v1.aurora.v${index + 1}`,
      labels: { owner: "helm", name: "aurora", status, version: String(index + 1) },
    },
  }));
  const asked: unknown[] = [];
  const deleted: string[] = [];
  const core = {
    listNamespacedSecret: async (request: unknown) => {
      asked.push(request);
      return { items: records };
    },
    deleteNamespacedSecret: async ({ name }: { name: string }) => {
      deleted.push(name);
    },
  } as unknown as CoreV1Api;
  return { core, asked, deleted };
}

const release = (inState: boolean) => ({ release: "aurora", namespace: "store-aurora", inState });
const record = (version: number) => `sh.helm.release.v1.aurora.v${version}`;

describe("mendReleases", () => {
  test.each([
    ["deployed", "superseded", "deployed"],
    ["failed", "deployed", "failed"],
  ])("leaves a release alone that ended as %s", async (_, ...statuses) => {
    const { core, deleted } = cluster(...statuses);
    expect(await mendReleases(core, [release(true)])).toEqual([]);
    expect(deleted).toEqual([]);
  });

  test.each(["pending-install", "pending-upgrade", "pending-rollback"])(
    "removes only the newest record when it is %s for ever",
    async (status) => {
      const { core, deleted, asked } = cluster("superseded", "deployed", status);
      expect(await mendReleases(core, [release(true)])).toEqual([
        `removed the record of revision 3 of release aurora, which was left ${status}`,
      ]);
      expect(deleted).toEqual([record(3)]);
      expect(asked).toEqual([{ namespace: "store-aurora", labelSelector: "owner=helm,name=aurora" }]);
    },
  );

  test.each(["pending-install", "deployed", "failed"])(
    "removes every record of a release that the state does not know (%s)",
    async (status) => {
      const { core, deleted } = cluster("superseded", status);
      const actions = await mendReleases(core, [release(false)]);
      expect(actions).toEqual([
        `removed the records of release aurora (${status}), which the state does not know; its objects stay and are taken over`,
      ]);
      expect(deleted.sort()).toEqual([record(1), record(2)]);
    },
  );

  test("orders revisions by number, not by text", async () => {
    const { core, deleted } = cluster(...Array.from({ length: 9 }, () => "superseded"), "deployed", "pending-upgrade");
    await mendReleases(core, [release(true)]);
    expect(deleted).toEqual([record(11)]);
  });

  test("needs nothing where there is no release", async () => {
    const { core } = cluster();
    expect(await mendReleases(core, [release(false)])).toEqual([]);
  });
});
