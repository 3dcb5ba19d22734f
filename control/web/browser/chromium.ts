import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** What a Debian machine needs for these tests. */
const packages = ["chromium"];

/**
 * Starts the system's Chromium. As root on Debian it is installed first where it is missing.
 *
 * @throws {Error} saying what to install when there is none
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = (await find()) ?? (await install());
  // Chromium's sandbox needs what root has not; the pages are our own.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

async function find(): Promise<string | undefined> {
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  return undefined;
}

async function install(): Promise<string> {
  if (process.getuid?.() === 0) {
    const apt = (...args: string[]) =>
      promisify(execFile)("apt-get", args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 });
    await apt("update").catch(() => undefined);
    await apt("install", "-y", "--no-install-recommends", ...packages).catch(() => undefined);
  }
  const installed = await find();
  if (installed === undefined) throw new Error(`the browser tests need Chromium: apt-get install ${packages.join(" ")}`);
  return installed;
}
