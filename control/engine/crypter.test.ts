import { describe, expect, test } from "@jest/globals";
import { newCrypter, openCrypter, PassphraseMismatch } from "./crypter.ts";

/** Written by Pulumi 3.259.0 itself: `pulumi stack init` and `pulumi config set --secret` with the passphrase "secret". */
const recorded = {
  salt: "v1:qgp9LCi76BE=:v1:VHV79Xs8ENL/aZ4p:cpQKyQpL8iKmxNffOvMGipzvX1HBYA==",
  value: "v1:qLCO1sCIGmBHepV/:BkI80A1NqqhQfXOtWJwWP97/E3ZT",
};

describe("openCrypter", () => {
  test("reads what Pulumi wrote", async () => {
    const crypter = await openCrypter("secret", recorded.salt);
    expect(crypter.salt).toBe(recorded.salt);
    expect(crypter.decrypt(recorded.value)).toBe("hello");
  });

  test("refuses when the passphrase is wrong", async () => {
    await expect(openCrypter("Secret", recorded.salt)).rejects.toThrow(PassphraseMismatch);
  });

  test.each(["", "v1:qgp9LCi76BE=", "v2:qgp9LCi76BE=:v1:a:b"])("refuses when the salt is damaged: %p", async (salt) => {
    await expect(openCrypter("secret", salt)).rejects.toThrow("encryptionsalt is damaged");
  });

  test("refuses when a value is damaged or from elsewhere", async () => {
    const crypter = await openCrypter("secret", recorded.salt);
    expect(() => crypter.decrypt("hello")).toThrow("an encrypted value is damaged");
    expect(() => crypter.decrypt(recorded.value.replace("BkI8", "BkI9"))).toThrow();
  });
});

test("newCrypter makes a salt that the same passphrase opens again", async () => {
  const crypter = await newCrypter("pass phrase ü");
  const again = await openCrypter("pass phrase ü", crypter.salt);
  expect(again.decrypt(crypter.encrypt("välue: 1"))).toBe("välue: 1");
  expect(crypter.encrypt("x")).not.toBe(crypter.encrypt("x"));
});
