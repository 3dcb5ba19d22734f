import { createPrivateKey, createPublicKey } from "node:crypto";

/** An Ed25519 key pair in OpenSSH's formats. */
export interface SshKey {
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
  /** PEM text of type `OPENSSH PRIVATE KEY`, without a passphrase; sshd and every SSH client read it. */
  readonly privateKey: string;
}

const seedBytes = 32;
const algorithm = "ssh-ed25519";
/** DER of a PKCS #8 Ed25519 private key up to its seed (RFC 8410). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** A string of the SSH protocol: its length, then its bytes (RFC 4251). */
function sshString(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function publicBytes(seed: Buffer): Buffer {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (typeof x !== "string") throw new Error("an Ed25519 key without a public part; the platform's OpenSSL is broken");
  return Buffer.from(x, "base64url");
}

/**
 * The key pair of a seed: always the same for the same seed. It must not change between runs, because a server's key is pinned
 * before the server exists; hence it is derived and not generated.
 *
 * @param seed 32 random bytes
 * @throws when the seed has another length
 */
export function sshKey(seed: Buffer, comment: string): SshKey {
  if (seed.length !== seedBytes) throw new Error(`an Ed25519 seed has ${seedBytes} bytes; got ${seed.length}`);
  const publicPart = publicBytes(seed);
  const blob = Buffer.concat([sshString(algorithm), sshString(publicPart)]);
  return { publicKey: `${algorithm} ${blob.toString("base64")} ${comment}`, privateKey: openSshPem(seed, publicPart, blob, comment) };
}

/** OpenSSH's private key format, unencrypted (PROTOCOL.key in its sources). */
function openSshPem(seed: Buffer, publicPart: Buffer, blob: Buffer, comment: string): string {
  // Two equal numbers tell a reader that decryption worked; nothing is encrypted, so any number does.
  const check = publicPart.subarray(0, 4);
  const fields = Buffer.concat([
    check,
    check,
    sshString(algorithm),
    sshString(publicPart),
    sshString(Buffer.concat([seed, publicPart])),
    sshString(comment),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (fields.length % 8)) % 8 }, (_, index) => index + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    sshString("none"),
    sshString("none"),
    sshString(""),
    count,
    sshString(blob),
    sshString(Buffer.concat([fields, padding])),
  ]);
  const lines = body.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
