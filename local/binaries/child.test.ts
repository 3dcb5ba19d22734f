import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { ChildError, runChild } from "./child.ts";
import { isAlive } from "./process-identity.ts";

const environment = { PATH: process.env.PATH };

describe("child process", () => {
  test("gives back what it wrote", async () => {
    expect(await runChild("sh", ["-c", "echo out; echo err >&2"], { environment })).toEqual({ stdout: "out\n", stderr: "err\n" });
  });

  test("sees only the environment that it is given", async () => {
    expect((await runChild("sh", ["-c", "echo $ONLY$HOME"], { environment: { ...environment, ONLY: "this" } })).stdout).toBe("this\n");
  });

  test("that fails tells its code and last words", async () => {
    const failure = runChild("sh", ["-c", "echo broken >&2; exit 3"], { environment });
    await expect(failure).rejects.toMatchObject({
      ending: 3,
      errorOutput: "broken\n",
      message: expect.stringContaining("ended with code 3:\nbroken"),
    });
  });

  test("that is killed tells the signal", async () => {
    await expect(runChild("sh", ["-c", "kill -KILL $$"], { environment })).rejects.toMatchObject({ ending: "SIGKILL" });
  });

  test("that does not exist is a failure too", async () => {
    await expect(runChild("/no/such/program", [], { environment })).rejects.toBeInstanceOf(ChildError);
  });

  test("leaves no grandchild behind when aborted", async () => {
    const controller = new AbortController();
    let grandchild = 0;
    const running = runChild("sh", ["-c", "sleep 61 & echo $! >&2; wait"], { environment, signal: controller.signal }).catch(
      (error: unknown) => error,
    );
    for (let attempt = 0; attempt < 50 && grandchild === 0; attempt += 1) {
      await sleep(50);
      const { stdout } = await runChild("pgrep", ["-f", "^sleep 61$"], { environment }).catch(() => ({ stdout: "" }));
      grandchild = Number(stdout.trim());
    }
    expect(await isAlive({ pid: grandchild, started: "" })).toBe(true);
    controller.abort(new Error("stop"));
    expect(await running).toEqual(new Error("stop"));
    await sleep(50);
    expect(await isAlive({ pid: grandchild, started: "" })).toBe(false);
  });

  test("is not even started after an abort", async () => {
    await expect(runChild("sh", ["-c", "exit 0"], { environment, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  });
});
