import { type DebianPackage, debianPackages } from "./debian.ts";

/** One thing with a version inside an image, in the words of CycloneDX. */
export interface Component {
  readonly type: "application" | "framework" | "library" | "operating-system";
  readonly name: string;
  readonly version: string;
  /** Package URL: https://github.com/package-url/purl-spec */
  readonly purl: string;
  /** SPDX id or expression. @default - not stated */
  readonly license?: string;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
}

/** The Debian packages of a rootfs tar. */
export async function debianComponents(rootfs: string, suite: string): Promise<readonly Component[]> {
  return (await debianPackages(rootfs)).map((each) => debianComponent(each, suite));
}

/** One Debian package as a component. */
export function debianComponent({ name, version, architecture }: DebianPackage, suite: string): Component {
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${suite}`;
  return { type: "library", name, version, purl };
}

/** The packages of an npm lock file's `packages`; each name and version once. */
export function lockComponents(packages: Readonly<Record<string, LockEntry>>): readonly Component[] {
  const found = new Map<string, Component>();
  for (const [path, { version, license, link }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (path === "" || version === undefined || link) continue;
    const purl = `pkg:npm/${name.split("/").map(encodeURIComponent).join("/")}@${encodeURIComponent(version)}`;
    found.set(purl, { type: "library", name, version, purl, ...(license !== undefined && { license }) });
  }
  return [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

const spdx = /^\(?[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*\)?$/;

/** What the list is of. */
export interface SbomSubject {
  readonly reference: string;
  readonly imageId: string;
}

/** A minimal CycloneDX 1.6 document; equal input gives equal text. */
export function cycloneDx(subject: SbomSubject, components: readonly Component[]): string {
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "storefleet-images" }] },
      component: {
        type: "container",
        name: subject.reference.slice(0, subject.reference.lastIndexOf(":")),
        version: subject.reference.slice(subject.reference.lastIndexOf(":") + 1),
        "bom-ref": subject.reference,
        hashes: [{ alg: "SHA-256", content: subject.imageId.replace("sha256:", "") }],
      },
    },
    components: components.map(({ license, ...component }) => ({
      ...component,
      "bom-ref": component.purl,
      ...(license !== undefined && { licenses: [spdx.test(license) ? { expression: license } : { license: { name: license } }] }),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
