import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { extract, type Header } from "tar-stream";
import { type ImageArchiveOptions, writeImageArchive } from "./archive.ts";
import type { FileEntry } from "./file-entry.ts";
import { imageEpoch, writeTar } from "./tar.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-archive-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Member {
  readonly header: Header;
  readonly body: Buffer;
}

async function readTar(bytes: Buffer): Promise<readonly Member[]> {
  const members: Member[] = [];
  const reader = extract();
  reader.end(bytes);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    members.push({ header: entry.header, body: Buffer.concat(chunks) });
  }
  return members;
}

const write = (options: Partial<ImageArchiveOptions> = {}) =>
  writeImageArchive({
    reference: "example.local/app:1.0",
    layers: [{ kind: "files", entries: [{ path: "etc/app.conf", content: "a=1\n" }] }],
    config: {},
    output: join(folder, "app.tar"),
    architecture: "amd64",
    ...options,
  });

async function readLayer(entries: readonly FileEntry[]): Promise<readonly Member[]> {
  const file = join(folder, "layer.tar");
  await writeTar(entries, file);
  return readTar(await readFile(file));
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("an image archive", () => {
  test("has layers, configuration and a manifest that agree with each other", async () => {
    const archive = await write({
      layers: [
        { kind: "files", entries: [{ path: "/bin/app", content: "#!", mode: 0o755 }] },
        { kind: "files", entries: [{ path: "/etc/app.conf", content: "a=1\n" }] },
      ],
      config: {
        entrypoint: ["/bin/app"],
        cmd: ["serve"],
        env: { MODE: "x" },
        user: "10001:10001",
        workingDir: "/srv",
        stopSignal: "SIGINT",
        exposedPorts: [8080],
        labels: { a: "b" },
      },
    });
    const members = await readTar(await readFile(archive.file));
    const layers = members.slice(0, 2);
    const [config, manifest] = members.slice(2).map((member) => JSON.parse(member.body.toString()));
    const digests = layers.map((layer) => sha256(layer.body));
    expect(layers.map((layer) => layer.header.name)).toEqual(digests.map((digest) => `${digest}.tar`));
    expect(manifest).toEqual([
      {
        Config: `${archive.imageId.slice(7)}.json`,
        RepoTags: ["example.local/app:1.0"],
        Layers: digests.map((digest) => `${digest}.tar`),
      },
    ]);
    expect(sha256(members[2]!.body)).toBe(archive.imageId.slice(7));
    expect(config).toEqual({
      architecture: "amd64",
      os: "linux",
      created: "2025-01-01T00:00:00.000Z",
      config: {
        Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "MODE=x"],
        WorkingDir: "/srv",
        Entrypoint: ["/bin/app"],
        Cmd: ["serve"],
        User: "10001:10001",
        StopSignal: "SIGINT",
        ExposedPorts: { "8080/tcp": {} },
        Labels: { a: "b" },
      },
      rootfs: { type: "layers", diff_ids: digests.map((digest) => `sha256:${digest}`) },
      history: [
        { created: "2025-01-01T00:00:00.000Z", created_by: "storefleet" },
        { created: "2025-01-01T00:00:00.000Z", created_by: "storefleet" },
      ],
    });
    expect(archive.layers).toEqual(layers.map((layer, index) => ({ digest: `sha256:${digests[index]}`, size: layer.body.length })));
  });

  test("takes a tar as a layer byte for byte", async () => {
    const base = join(folder, "base.tar");
    const { digest } = await writeTar([{ path: "etc/debian_version", content: "13\n" }], base);
    const archive = await write({ layers: [{ kind: "tar", file: base }] });
    expect(archive.layers.map((layer) => layer.digest)).toEqual([digest]);
    expect((await readTar(await readFile(archive.file)))[0]?.body).toEqual(await readFile(base));
  });

  test("stores a layer that is used twice once", async () => {
    const layer = { kind: "files", entries: [{ path: "a", content: "a" }] } as const;
    const archive = await write({ layers: [layer, layer] });
    expect(archive.layers).toHaveLength(2);
    expect(await readTar(await readFile(archive.file))).toHaveLength(3);
  });

  test("adds parents to the bottom layer only, so that an upper one cannot replace /bin or the mode of /tmp", async () => {
    const layer = (path: string) => ({ kind: "files", entries: [{ path, content: "" }] }) as const;
    const archive = await write({ layers: [layer("usr/bin/a"), layer("usr/bin/b")] });
    const [bottom, upper] = await readTar(await readFile(archive.file));
    const names = async (member: Member | undefined) => (await readTar(member!.body)).map(({ header }) => header.name);
    expect(await names(bottom)).toEqual(["usr", "usr/bin", "usr/bin/a"]);
    expect(await names(upper)).toEqual(["usr/bin/b"]);
  });

  test("is the same file for the same input, whatever order and times the input has", async () => {
    const source = join(folder, "source");
    const build = async (name: string, time: number, reverse: boolean) => {
      await writeFile(source, "text");
      await utimes(source, time, time);
      const entries: FileEntry[] = [
        { path: "b", source },
        { path: "a/c", content: "c" },
      ];
      const archive = await write({
        layers: [{ kind: "files", entries: reverse ? entries.reverse() : entries }],
        output: join(folder, name),
      });
      return readFile(archive.file);
    };
    expect(await build("one.tar", 1_000_000, false)).toEqual(await build("two.tar", 2_000_000, true));
  });

  test("keeps the old archive and leaves nothing else when the build fails", async () => {
    const { file } = await write();
    const before = await readFile(file);
    const failing = write({ layers: [{ kind: "files", entries: [{ path: "a", source: join(folder, "missing") }] }] });
    await expect(failing).rejects.toThrow("ENOENT");
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).toEqual(["app.tar"]);
  });

  test.each(["example.local/app", "example.local/app:latest", "localhost:5000/app"])("refuses the reference %s", async (reference) => {
    await expect(write({ reference })).rejects.toThrow(
      `image reference "${reference}" needs a tag other than "latest", such as "storefleet.local/valkey:8.1"`,
    );
  });
});

describe("a layer of files", () => {
  test("has kinds, modes, owners and a time that is neither zero nor in the future", async () => {
    const program = join(folder, "program");
    await writeFile(program, "#!");
    await chmod(program, 0o775);
    const members = await readLayer([
      { path: "/usr/bin/sh", link: "busybox" },
      { path: "usr/bin/tool", source: program },
      { path: "usr/bin/twin", hardLink: "/usr/bin/tool" },
      { path: "tmp/", directory: true, mode: 0o1777 },
      { path: "srv/data", content: "x", uid: 10001, gid: 10002, mode: 0o600 },
    ]);
    const shown = members.map(({ header: { name, type, mode, uid, gid, linkname } }) => ({ name, type, mode, uid, gid, linkname }));
    expect(shown).toEqual([
      { name: "srv/data", type: "file", mode: 0o600, uid: 10001, gid: 10002, linkname: null },
      { name: "tmp", type: "directory", mode: 0o1777, uid: 0, gid: 0, linkname: null },
      { name: "usr/bin/sh", type: "symlink", mode: 0o777, uid: 0, gid: 0, linkname: "busybox" },
      { name: "usr/bin/tool", type: "file", mode: 0o755, uid: 0, gid: 0, linkname: null },
      { name: "usr/bin/twin", type: "link", mode: 0o644, uid: 0, gid: 0, linkname: "usr/bin/tool" },
    ]);
    expect(new Set(members.map(({ header }) => header.mtime?.getTime()))).toEqual(new Set([imageEpoch * 1000]));
    expect(imageEpoch).toBeGreaterThan(0);
    expect(imageEpoch).toBeLessThan(Date.now() / 1000);
  });

  test("keeps names and link targets that are too long for a plain tar header, or not ASCII", async () => {
    const long = `${"folder/".repeat(30)}${"n".repeat(180)}`;
    const members = await readLayer([
      { path: long, content: "body" },
      { path: "zu-lang", link: `../${long}` },
      { path: "größe", content: "ü" },
      { path: "hard", hardLink: long },
    ]);
    expect(members.map(({ header, body }) => [header.name, header.linkname, body.toString()])).toEqual([
      [long, null, "body"],
      ["größe", null, "ü"],
      ["zu-lang", `../${long}`, ""],
      ["hard", long, ""],
    ]);
  });

  test("streams files that are larger than one chunk", async () => {
    const source = join(folder, "large");
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, "x");
    await writeFile(source, bytes);
    const [member] = await readLayer([{ path: "large", source }]);
    expect(sha256(member!.body)).toBe(sha256(bytes));
  });

  test.each<[string, FileEntry[], string]>([
    ["a path outside the image", [{ path: "../etc", content: "" }], 'image path "../etc" must name something below the image\'s root'],
    ["the root itself", [{ path: "/", directory: true }], 'image path "/" must name something below the image\'s root'],
    [
      "an entry of no kind",
      [{ path: "a" }],
      'image path "a" must have exactly one of source, content, link, hardLink, directory; got none',
    ],
    ["an entry of two kinds", [{ path: "a", content: "", link: "b" }], "got content and link"],
    [
      "two entries for one path",
      [
        { path: "a", content: "" },
        { path: "/a", content: "" },
      ],
      'image path "a" is listed twice in one layer',
    ],
    ["a hard link to nothing", [{ path: "a", hardLink: "b" }], 'image path "a" is a hard link to "b", which is not in the same layer'],
    ["a folder as a source", [{ path: "a", source: tmpdir() }], `"${tmpdir()}" for image path "a" is not a file`],
  ])("refuses %s", async (_what, entries, message) => {
    await expect(readLayer(entries)).rejects.toThrow(message);
  });
});
