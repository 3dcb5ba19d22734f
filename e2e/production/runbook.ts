import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A block of a runbook. */
export interface RunbookBlock {
  /** Page and line, for messages. */
  readonly where: string;
  readonly language: "sh" | "ts";
  /** True where the page says that the block is tested: it runs as it stands. */
  readonly tested: boolean;
  readonly text: string;
}

const docs = join(import.meta.dirname, "../../docs");
const mark = /^# (tested|tested in part: .+|needs .+)$/;

/**
 * The blocks of a page that a person types or writes to a file, in order. A `ts` block begins with the name of its file.
 *
 * @throws when a block of a shell does not say whether it is tested
 */
export function runbook(page: string): RunbookBlock[] {
  const content = readFileSync(join(docs, page), "utf8");
  return [...content.matchAll(/^```(sh|ts)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: text = "", index }) => {
    const where = `docs/${page}:${content.slice(0, index).split("\n").length}`;
    const first = text.split("\n", 1)[0] ?? "";
    if (language === "ts") return { where, language, tested: true, text };
    const found = mark.exec(first)?.[1];
    if (found === undefined)
      throw new Error(`${where} begins with ${JSON.stringify(first)}; allowed: # tested, # tested in part: …, # needs …`);
    return { where, language: "sh", tested: found.startsWith("tested"), text };
  });
}

/** Name of the file that a `ts` block is. */
export function fileOf({ text, where }: RunbookBlock): string {
  const file = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
  if (file === undefined) throw new Error(`${where} does not begin with the name of its file`);
  return file;
}
