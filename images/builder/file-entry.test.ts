import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { treeEntries } from "./file-entry.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-tree-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("treeEntries lists a folder with links, hard links and owners, without what is left out", async () => {
  const tree = join(folder, "tree");
  await mkdir(join(tree, "lib/skipped"), { recursive: true });
  await writeFile(join(tree, "lib/skipped/x"), "");
  await writeFile(join(tree, "lib/a.js"), "a");
  await writeFile(join(tree, "lib/a.d.ts"), "a");
  await link(join(tree, "lib/a.js"), join(tree, "lib/b.js"));
  await symlink("lib/a.js", join(tree, "main.js"));
  const include = (path: string) => path !== "lib/skipped" && !path.endsWith(".d.ts");
  expect(await treeEntries(tree, "/app", { uid: 10001, gid: 10001, include })).toEqual([
    { path: "app/lib", directory: true, uid: 10001, gid: 10001 },
    { path: "app/lib/a.js", source: join(tree, "lib/a.js"), uid: 10001, gid: 10001 },
    { path: "app/lib/b.js", hardLink: "app/lib/a.js", uid: 10001, gid: 10001 },
    { path: "app/main.js", link: "lib/a.js", uid: 10001, gid: 10001 },
  ]);
});
