import { expect, test } from "@jest/globals";
import { auditCsv } from "./audit-csv.ts";

test("quotes what CSV needs quoted, and lets no spreadsheet run a text", () => {
  const entry = {
    id: 1,
    at: "2026-01-31T12:00:00.000Z",
    actorId: "u1",
    actorEmail: '=cmd|"x"',
    actorIp: null,
    action: "store.create",
    target: "a,b",
    outcome: "accepted" as const,
    data: { n: 1 },
  };
  expect(auditCsv([entry]).split("\r\n")[1]).toBe(`2026-01-31T12:00:00.000Z,"'=cmd|""x""",u1,,store.create,"a,b",accepted,"{""n"":1}"`);
});
