import { z } from "zod";
import { ApiProblem } from "./problems.ts";

const positionSchema = z
  .array(z.union([z.string().max(300), z.number(), z.null()]))
  .min(1)
  .max(3);

/** Where a page ended, in the values that its list is sorted by. */
export type Position = z.output<typeof positionSchema>;

export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws {ApiProblem} `invalid-cursor` when it is not one that a list gave out */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, schema: T): z.output<T> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new ApiProblem("invalid-cursor", "The cursor is not one that this list gave out; leave it out to begin again.");
  }
}

const idSchema = z.tuple([z.int().min(0)]);

/** A cursor that is one number. */
export function readIdCursor(cursor: string | undefined): number | undefined {
  return readCursor(cursor, idSchema)?.[0];
}
