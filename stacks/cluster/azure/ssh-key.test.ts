import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sshKey } from "./ssh-key.ts";

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

/** Strings of the SSH protocol, one after the other. */
function fields(bytes: Buffer): Buffer[] {
  if (bytes.length < 4) return [];
  const length = bytes.readUInt32BE();
  return [bytes.subarray(4, 4 + length), ...fields(bytes.subarray(4 + length))];
}

const body = (pem: string) => Buffer.from(pem.split("\n").slice(1, -2).join(""), "base64");

describe("sshKey", () => {
  // RFC 8032, section 7.1, test 1.
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const publicPart = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex");

  test("has the public key of the seed", () => {
    const [type, blob, comment] = sshKey(seed, "host@prod").publicKey.split(" ");
    expect([type, comment]).toEqual(["ssh-ed25519", "host@prod"]);
    expect(fields(Buffer.from(blob ?? "", "base64")).map(String)[0]).toBe("ssh-ed25519");
    expect(fields(Buffer.from(blob ?? "", "base64"))[1]).toEqual(publicPart);
  });

  test("writes the private key in OpenSSH's own format", () => {
    const bytes = body(sshKey(seed, "host@prod").privateKey);
    expect(bytes.subarray(0, 15).toString()).toBe("openssh-key-v1\0");
    const [cipher, kdf, options] = fields(bytes.subarray(15));
    expect([String(cipher), String(kdf), options?.length]).toEqual(["none", "none", 0]);
    const afterCount = bytes.subarray(15 + 8 + 8 + 4 + 4);
    const [blob, secret] = fields(afterCount);
    expect(blob?.toString("base64")).toBe(sshKey(seed, "host@prod").publicKey.split(" ")[1]);
    expect((secret?.length ?? 1) % 8).toBe(0);
    expect(secret?.subarray(0, 4)).toEqual(secret?.subarray(4, 8));
    const [type, pub, pair, comment] = fields(secret?.subarray(8) ?? Buffer.alloc(0));
    expect([String(type), pub, pair, String(comment)]).toEqual(["ssh-ed25519", publicPart, Buffer.concat([seed, publicPart]), "host@prod"]);
  });

  test("is the same for the same seed, and another for another", () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        expect(sshKey(one, "a")).toEqual(sshKey(Buffer.from(one), "a"));
        expect(sshKey(one, "a").privateKey === sshKey(other, "a").privateKey).toBe(one.equals(other));
      }),
      { numRuns: 30 },
    );
  });

  test("its halves belong together", () => {
    fc.assert(
      fc.property(seeds, (bytes) => {
        const [, blob] = sshKey(bytes, "a").publicKey.split(" ");
        const x = fields(Buffer.from(blob ?? "", "base64"))[1]?.toString("base64url") ?? "";
        const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
        const privateKey = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", x, d: bytes.toString("base64url") }, format: "jwk" });
        expect(verify(null, Buffer.from("x"), publicKey, sign(null, Buffer.from("x"), privateKey))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("refuses when the seed has another length", () => {
    expect(() => sshKey(Buffer.alloc(31), "a")).toThrow("an Ed25519 seed has 32 bytes; got 31");
  });
});
