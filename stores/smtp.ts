import { z } from "zod";

const mailHost = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

/** Mail server of a store. The password is no field: it belongs into the environment's encrypted configuration, `storefleet:smtpPasswords`. */
export const smtpSchema = z
  .strictObject({
    host: z
      .string()
      .regex(mailHost, "must be a full host name in lower case or an IPv4 address, such as smtp.example.com")
      .describe("Mail server; it must have a public address."),
    port: z
      .int("must be a whole number")
      .min(1, "must be at least 1")
      .max(65_535, "must be at most 65535")
      .default(587)
      .describe("TCP port of the mail server; the store may open no other one to the outside."),
    security: z
      .enum(["starttls", "tls", "unencrypted"])
      .default("starttls")
      .describe("`starttls`: plain first, then encrypted or not at all; `tls`: encrypted from the start (port 465); `unencrypted`."),
    user: z
      .string()
      .min(1, "must not be empty")
      .max(254, "must have at most 254 characters")
      .regex(/^\P{Cc}*$/u, "must not contain control characters")
      .optional()
      .describe("Log-in at the mail server; its password is in `storefleet:smtpPasswords`. Default: no log-in."),
    from: z.email("must be an e-mail address").max(254).optional().describe("Sender of every mail. Default: adminEmail."),
  })
  .refine(({ user, security }) => user === undefined || security !== "unencrypted", {
    path: ["security"],
    error: "would show the password to the network",
    params: { allowed: "starttls, tls", fix: "encrypt the connection or leave out user" },
  });

/** Mail server of a store. */
export type Smtp = z.output<typeof smtpSchema>;
