import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const SHA256 = /^[0-9a-f]{64}$/;

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

export function sha256OfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * The SHA-256 of one file in a publisher's checksum file: `<sum>` alone, or lines of `<sum>  <name>`.
 *
 * @returns undefined if the file is not listed.
 */
export function checksumIn(text: string, fileName: string): string | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  for (const line of lines) {
    const [sum = "", name] = line.split(/\s+/, 2);
    const listed = name === undefined ? lines.length === 1 : name.replace(/^\*/, "").replace(/^.*\//, "") === fileName;
    if (listed && SHA256.test(sum.toLowerCase())) return sum.toLowerCase();
  }
  return undefined;
}
