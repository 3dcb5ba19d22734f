import { describe, expect, test } from "@jest/globals";
import type { ClusterProgress } from "../provider.ts";
import { withMachineLock } from "./lock.ts";

const name = `storefleet-test-${process.pid}`;

describe("the machine's lock", () => {
  test("lets one operation run at a time and tells the second who holds it", async () => {
    const order: string[] = [];
    const notes: ClusterProgress[] = [];
    let release = () => {};
    const first = withMachineLock(name, "start", {}, async () => {
      order.push("first in");
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      order.push("first out");
    });
    const second = withMachineLock(name, "stop", { onProgress: (event) => notes.push(event) }, async () => {
      order.push("second in");
    });
    while (notes.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(["first in", "first out", "second in"]);
    expect(notes).toEqual([{ type: "note", message: `waiting until another storefleet has finished: start (pid ${process.pid})` }]);
  });

  test("is released when the work fails", async () => {
    await expect(
      withMachineLock(name, "start", {}, async () => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await withMachineLock(name, "start", {}, async () => "yes")).toBe("yes");
  });

  test("is given up when the waiting operation is aborted", async () => {
    const stop = new AbortController();
    let release = () => {};
    const held = withMachineLock(name, "start", {}, () => new Promise<void>((resolve) => (release = resolve)));
    const waiting = withMachineLock(
      name,
      "stop",
      { signal: stop.signal, onProgress: () => stop.abort(new Error("interrupted")) },
      async () => {},
    );
    await expect(waiting).rejects.toThrow("interrupted");
    release();
    await held;
  });
});
