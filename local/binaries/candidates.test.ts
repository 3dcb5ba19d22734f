import { describe, expect, test } from "@jest/globals";
import { candidatesOf, decideRoutes, type RouteFacts } from "./candidates.ts";
import { CATALOG } from "./catalog.ts";
import type { GoSearch } from "./go-toolchain.ts";
import { catalogOf, HOST, releaseOf, TEST_MODULE, testBinary } from "./test-fixtures.ts";

const GO: GoSearch = { found: { file: "/go", version: "go1.26.8", toolchain: "local", proxy: "https://proxy.example" } };
const NO_GO: GoSearch = { missing: "there is no go" };
const MIRROR = "https://mirror.example/";

interface Row {
  readonly title: string;
  readonly binary?: "pulumi" | "calico-felix" | "pause" | "traefik";
  readonly platform?: "linux-amd64" | "darwin-arm64";
  readonly hosts?: readonly string[];
  readonly mirror?: boolean;
  readonly go?: GoSearch;
  readonly proxy?: boolean;
  readonly routes: readonly string[];
  readonly closed?: readonly string[];
}

const rows: readonly Row[] = [
  {
    title: "everything works",
    hosts: ["github.com", "mirror.example"],
    mirror: true,
    routes: ["official 3.259.0", "mirror 3.259.0", "go 3.259.0"],
    closed: [],
  },
  {
    title: "no mirror is set",
    hosts: ["github.com"],
    routes: ["official 3.259.0", "go 3.259.0"],
    closed: ["STOREFLEET_MIRROR is not set"],
  },
  { title: "only registries answer", routes: ["go 3.259.0"], closed: ["github.com does not answer", "STOREFLEET_MIRROR is not set"] },
  { title: "only the mirror answers", hosts: ["mirror.example"], mirror: true, proxy: false, routes: ["mirror 3.259.0"] },
  {
    title: "the mirror lacks the file",
    mirror: true,
    routes: ["go 3.259.0"],
    closed: ["github.com does not answer", `${MIRROR} has no pulumi-v3.259.0-linux-x64.tar.gz`],
  },
  {
    title: "nothing answers and there is no Go",
    go: NO_GO,
    proxy: false,
    routes: [],
    closed: ["github.com does not answer", "STOREFLEET_MIRROR is not set", "Go ≥ 1.26 is needed to build it: there is no go"],
  },
  {
    title: "nothing answers",
    proxy: false,
    routes: [],
    closed: ["github.com does not answer", "the Go module proxy https://proxy.example does not answer", "STOREFLEET_MIRROR is not set"],
  },
  { title: "nobody releases the binary", binary: "calico-felix", hosts: ["github.com"], routes: ["go 3.28.5"] },
  {
    title: "nobody releases it, and the mirror has it",
    binary: "calico-felix",
    hosts: ["mirror.example"],
    mirror: true,
    go: NO_GO,
    routes: ["mirror 3.28.5"],
  },
  { title: "it needs no module at all", binary: "pause", proxy: false, routes: ["go 3.10.2"] },
  { title: "the routes have different versions", binary: "traefik", hosts: ["github.com"], routes: ["official 3.7.13", "go 3.6.7"] },
  {
    title: "it is a cluster's part on a Mac",
    binary: "calico-felix",
    platform: "darwin-arm64",
    hosts: ["github.com"],
    routes: [],
    closed: [
      "no binary of calico-felix is released for darwin-arm64",
      "STOREFLEET_MIRROR is not set",
      "calico-felix cannot be built for darwin-arm64",
    ],
  },
];

describe("routes", () => {
  test.each(rows)(
    "when $title",
    async ({ binary = "pulumi", platform = "linux-amd64", hosts = [], mirror, go = GO, proxy = true, routes, closed }) => {
      const facts: RouteFacts = {
        platform,
        mirror: mirror ? MIRROR : undefined,
        go,
        isServed: (url) => hosts.includes(new URL(url).host),
        isProxyServing: proxy,
      };
      const candidates = await candidatesOf(CATALOG[binary], platform, facts.mirror, go);
      const decision = decideRoutes(CATALOG[binary], candidates, facts);
      expect(decision.open.map(({ route, version }) => `${route} ${version}`)).toEqual(routes);
      if (closed) expect(decision.closed).toEqual(closed);
    },
  );

  test("share one cache entry between an official file and its pinned copy on a mirror", async () => {
    const [official, mirrored] = await candidatesOf(CATALOG.pulumi, "linux-amd64", MIRROR, NO_GO);
    expect(mirrored?.key).toBe(official?.key);
  });

  test("keep a mirror's file apart when only the mirror vouches for it", async () => {
    const [official, mirrored] = await candidatesOf(CATALOG.traefik, "linux-amd64", MIRROR, NO_GO);
    expect(mirrored).toMatchObject({
      route: "mirror",
      artefact: { checksum: { kind: "published", url: `${MIRROR}traefik_v3.7.13_linux_amd64.tar.gz.sha256` } },
    });
    expect(mirrored?.key).not.toBe(official?.key);
  });

  test("of Go differ by Go version and share the recipe", async () => {
    const binary = testBinary({
      go: { module: { ...TEST_MODULE, folder: "pause" }, package: "." },
      official: releaseOf("https://a.example/x", "x"),
    });
    const other: GoSearch = { found: { ...("found" in GO ? GO.found : (undefined as never)), version: "go1.27.0" } };
    const [first, second] = await Promise.all(
      [GO, other].map(async (go) => (await candidatesOf(catalogOf(binary).helm, HOST, undefined, go)).at(-1)),
    );
    expect(first?.key).not.toBe(second?.key);
    expect(first).toMatchObject({ route: "go", recipe: second?.route === "go" ? second.recipe : "" });
  });
});
