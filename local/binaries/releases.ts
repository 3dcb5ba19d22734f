import type { Artefact, OfficialRelease } from "./binary.ts";
import { goTarget, type Platform } from "./platform.ts";

/** SHA-256 by platform. */
type Pins = Readonly<Partial<Record<Platform, string>>>;

const KUBERNETES_VERSION = "1.36.3";

/**
 * A program of a Kubernetes release. dl.k8s.io publishes a checksum beside every file; pins come from kubespray's
 * `checksums.yml` (commit 46dbdd3994b3), which covers kubelet, kubeadm and kubectl on Linux.
 */
export function kubernetesRelease(program: string, platforms: readonly Platform[], pins: Pins = {}): OfficialRelease {
  return release(KUBERNETES_VERSION, platforms, (platform) => {
    const { system, architecture } = goTarget(platform);
    const url = `https://dl.k8s.io/release/v${KUBERNETES_VERSION}/bin/${system}/${architecture}/${program}`;
    return { url, checksum: pinnedOr(pins[platform], `${url}.sha256`), mirrorFile: `${program}-v${KUBERNETES_VERSION}-${platform}` };
  });
}

/** Pins: kubespray's `checksums.yml` (commit 46dbdd3994b3). */
export const ETCD_RELEASE = release("3.6.8", ["linux-amd64", "linux-arm64"], (platform) =>
  archive({
    url: `https://github.com/etcd-io/etcd/releases/download/v3.6.8/etcd-v3.6.8-${platform}.tar.gz`,
    member: `etcd-v3.6.8-${platform}/etcd`,
    pin: {
      "linux-amd64": "cf9cfe91a4856cb90eed9c99e6aee4b708db2c7888b88a6f116281f04b0ea693",
      "linux-arm64": "438f56a700d17ce761510a3e63e6fa5c1d587b2dd4d7a22c179c09a649366760",
    }[platform as "linux-amd64" | "linux-arm64"],
  }),
);

/** Pins: the notes of Helm's release v3.20.2. */
export const HELM_RELEASE = release("3.20.2", ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"], (platform) =>
  archive({
    url: `https://get.helm.sh/helm-v3.20.2-${platform}.tar.gz`,
    member: `${platform}/helm`,
    pin: {
      "linux-amd64": "258e830a9e613c8a7a302d6059b4bb3b9758f2f3e1bb8ea0d707ce10a9a72fea",
      "linux-arm64": "5ea2d6bc2cda3f8edf985e028809f5a9278f404fb8ab24044de9b7cb9b79a691",
      "darwin-amd64": "7de04301f28b902a74f6286ed941cadc86ee5e6a9086a18f2ccf1f548e99d618",
      "darwin-arm64": "139c794c22f16b579d08ddd3008c8038b9bb2814f35b5bcca91f50a1f458978d",
    }[platform],
  }),
);

/** Must equal @pulumi/pulumi in package.json. Pins: pulumi/homebrew-tap, `Formula/pulumi.rb` (commit 51fb494f9549). */
export const PULUMI_RELEASE = release("3.259.0", ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"], (platform) =>
  archive({
    url: `https://github.com/pulumi/pulumi/releases/download/v3.259.0/pulumi-v3.259.0-${platform.replace("amd64", "x64")}.tar.gz`,
    member: "pulumi/pulumi",
    pin: {
      "linux-amd64": "94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5",
      "linux-arm64": "edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853",
      "darwin-amd64": "eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534",
      "darwin-arm64": "57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864",
    }[platform],
  }),
);

/** Must equal @pulumi/kubernetes in package.json. No pin was found; the release carries goreleaser's checksum file. */
export const PULUMI_KUBERNETES_RELEASE = release("4.34.2", ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"], (platform) =>
  archive({
    url: `https://github.com/pulumi/pulumi-kubernetes/releases/download/v4.34.2/pulumi-resource-kubernetes-v4.34.2-${platform}.tar.gz`,
    member: "pulumi-resource-kubernetes",
    published: "https://github.com/pulumi/pulumi-kubernetes/releases/download/v4.34.2/pulumi-kubernetes_4.34.2_checksums.txt",
  }),
);

/** The amd64 pin is what two unrelated public installations of this release pin; arm64 has the release's own checksum file. */
export const COREDNS_RELEASE = release("1.14.2", ["linux-amd64", "linux-arm64"], (platform) => {
  const url = `https://github.com/coredns/coredns/releases/download/v1.14.2/coredns_1.14.2_${platform.replace("-", "_")}.tgz`;
  return archive({
    url,
    member: "coredns",
    pin: platform === "linux-amd64" ? "2f08896df9d28ea0cd2294037e6d66e82f996b504e4901b791be8a3ae042029b" : undefined,
    published: `${url}.sha256`,
  });
});

/** No pin was found; the release carries its checksum file. */
export const TRAEFIK_RELEASE = release("3.7.13", ["linux-amd64", "linux-arm64"], (platform) =>
  archive({
    url: `https://github.com/traefik/traefik/releases/download/v3.7.13/traefik_v3.7.13_${platform.replace("-", "_")}.tar.gz`,
    member: "traefik",
    published: "https://github.com/traefik/traefik/releases/download/v3.7.13/traefik_v3.7.13_checksums.txt",
  }),
);

function release(version: string, platforms: readonly Platform[], artefact: (platform: Platform) => Artefact): OfficialRelease {
  return { version, artefacts: Object.fromEntries(platforms.map((platform) => [platform, artefact(platform)])) };
}

interface ArchiveOptions {
  readonly url: string;
  readonly member: string;
  readonly pin?: string | undefined;
  readonly published?: string;
}

function archive({ url, member, pin, published = "" }: ArchiveOptions): Artefact {
  return { url, member, checksum: pinnedOr(pin, published), mirrorFile: url.slice(url.lastIndexOf("/") + 1) };
}

function pinnedOr(sha256: string | undefined, url: string): Artefact["checksum"] {
  return sha256 ? { kind: "pinned", sha256 } : { kind: "published", url };
}
