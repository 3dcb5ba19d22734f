/** A k3s release and the SHA-256 of what a machine downloads of it (linux/amd64). */
export interface K3sRelease {
  /** Such as `v1.36.4+k3s1`. */
  readonly version: string;
  readonly binarySha256: string;
  /** Air-gap images, `k3s-airgap-images-amd64.tar.zst`: the node starts without pulling anything. */
  readonly imagesSha256: string;
  /** `install.sh` at the release's tag: it writes the service and the scripts that stop and remove k3s. */
  readonly installerSha256: string;
}

/** Releases by version with their published sums (`sha256sum-amd64.txt` of the release; the installer's from its tag). */
export const knownReleases: Readonly<Record<string, K3sRelease>> = {
  "v1.36.4+k3s1": {
    version: "v1.36.4+k3s1",
    binarySha256: "835873f37245fc615f547a2fe2af9402a347875f13fa64a1f136de644955ea3f",
    imagesSha256: "9024613e2d468c51ba0e5ba21898604c41339354449fb3338cc6a7931189eb6a",
    installerSha256: "46177d4c99440b4c0311b67233823a8e8a2fc09693f6c89af1a7161e152fbfad",
  },
};

/** Release of a new cluster. */
export const defaultVersion = "v1.36.4+k3s1";

/** A release as the configuration names it: a known version, or another one with its sums. */
export interface ReleaseChoice {
  readonly version: string;
  readonly binarySha256?: string | undefined;
  readonly imagesSha256?: string | undefined;
  readonly installerSha256?: string | undefined;
}

const sums = ["binarySha256", "imagesSha256", "installerSha256"] as const;

/**
 * The release to install. A version that the program does not know needs its sums from whoever chooses it: nothing is
 * downloaded unchecked, and a sum that contradicts the published one is refused.
 *
 * @throws with every sum that is missing or differs
 */
export function releaseOf(choice: ReleaseChoice): K3sRelease {
  const known = knownReleases[choice.version];
  const problems = sums.flatMap((sum) => {
    const given = choice[sum];
    const published = known?.[sum];
    if (given === undefined && published === undefined) return [`azure.k3s.${sum} is missing: the program does not know ${choice.version}`];
    if (given !== undefined && published !== undefined && given !== published) {
      return [`azure.k3s.${sum} is ${given}, but ${choice.version} was published with ${published}`];
    }
    return [];
  });
  if (problems.length > 0) {
    throw new Error(
      `k3s release:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
        `fix: leave the sums out for ${Object.keys(knownReleases).join(", ")}; for another version copy them from sha256sum-amd64.txt of its release, and sha256sum its install.sh`,
    );
  }
  const one = (sum: (typeof sums)[number]) => choice[sum] ?? known?.[sum] ?? "";
  return {
    version: choice.version,
    binarySha256: one("binarySha256"),
    imagesSha256: one("imagesSha256"),
    installerSha256: one("installerSha256"),
  };
}

/** Where a release's files are. `+` must be escaped in a path. */
export function releaseUrls(version: string): { readonly binary: string; readonly images: string; readonly installer: string } {
  const tag = version.replace("+", "%2B");
  const assets = `https://github.com/k3s-io/k3s/releases/download/${tag}`;
  return {
    binary: `${assets}/k3s`,
    images: `${assets}/k3s-airgap-images-amd64.tar.zst`,
    installer: `https://raw.githubusercontent.com/k3s-io/k3s/${tag}/install.sh`,
  };
}
