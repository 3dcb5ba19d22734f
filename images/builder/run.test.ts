import { expect, test } from "@jest/globals";
import { run } from "./run.ts";

const node = (script: string) => [process.execPath, ["-e", script]] as const;

test("returns what the command prints, and tells each line", async () => {
  const lines: string[] = [];
  const output = await run(...node("console.log('a'); console.error('b'); console.log('c')"), { onLine: (line) => void lines.push(line) });
  expect(output).toBe("a\nc\n");
  expect(lines.sort()).toEqual(["a", "b", "c"]);
});

test("fails with the exit code and the last lines", async () => {
  const failing = run(...node("console.error('first'); console.error('no space left'); process.exit(3)"));
  await expect(failing).rejects.toThrow(/ended with exit code 3; its last lines:\n {2}first\n {2}no space left$/);
});

test("fails when the command does not exist", async () => {
  await expect(run("storefleet-no-such-command", [])).rejects.toMatchObject({ code: "ENOENT" });
});

test("ends the command and throws the reason when stopped", async () => {
  const stop = new AbortController();
  const running = run(...node("setTimeout(() => {}, 60000); console.log('up')"), {
    signal: stop.signal,
    onLine: () => stop.abort(new Error("Ctrl-C")),
  });
  await expect(running).rejects.toThrow("Ctrl-C");
});

test("ends what the command started, too", async () => {
  const stop = new AbortController();
  let grandchild = 0;
  const running = run("sh", ["-c", "sleep 60 & echo $!; wait"], {
    signal: stop.signal,
    onLine: (line) => {
      grandchild = Number(line);
      stop.abort(new Error("Ctrl-C"));
    },
  });
  await expect(running).rejects.toThrow("Ctrl-C");
  const alive = () =>
    run("ps", ["-o", "stat=", "-p", String(grandchild)]).then(
      (state) => !state.startsWith("Z"),
      () => false,
    );
  for (let tries = 0; tries < 50 && (await alive()); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await alive()).toBe(false);
});

test("adds and removes environment variables", async () => {
  process.env.STOREFLEET_TEST = "inherited";
  const script = "console.log(process.env.STOREFLEET_TEST, process.env.ADDED)";
  expect(await run(...node(script), { env: { STOREFLEET_TEST: undefined, ADDED: "1" } })).toBe("undefined 1\n");
});
