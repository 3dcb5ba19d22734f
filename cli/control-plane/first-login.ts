import { readFile, rm } from "node:fs/promises";
import { z } from "zod";

const schema = z.strictObject({ email: z.string(), password: z.string() });

/** Log-in of the first administrator. A secret. */
export type FirstLogin = z.output<typeof schema>;

/** The log-in that a file holds; nothing when somebody was shown it. */
export async function readFirstLogin(file: string): Promise<FirstLogin | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** @returns the file while it holds a log-in that nobody was shown */
export async function pendingFirstLogin(file: string): Promise<string | undefined> {
  return (await readFirstLogin(file)) === undefined ? undefined : file;
}

/**
 * What people read of the first log-in: on a terminal itself, once, after which its file is gone; elsewhere, where output is kept, only
 * the file.
 */
export async function firstLoginText(file: string, { terminal }: { readonly terminal: boolean }): Promise<string> {
  if (!terminal) return `first login, for your account only:  ${file}`;
  const login = await readFirstLogin(file);
  if (login === undefined) return "first login: shown already";
  await rm(file);
  return `first login, shown once:  ${login.email}  ${login.password}`;
}
