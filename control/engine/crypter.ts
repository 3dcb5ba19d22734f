import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const iterations = 1_000_000;
const keyBytes = 32;
const saltBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
/** What a stack's salt line encrypts, so that a wrong passphrase is noticed. */
const knownText = "pulumi";

/** Encrypts and decrypts the secret values of one stack's configuration file. */
export interface Crypter {
  /** Value of `encryptionsalt` in the stack's file. */
  readonly salt: string;
  encrypt(text: string): string;
  /** @throws when the value was made with another salt or is damaged */
  decrypt(value: string): string;
}

/** Thrown by {@link openCrypter} when the passphrase does not belong to the salt. */
export class PassphraseMismatch extends Error {
  constructor() {
    super("the passphrase does not belong to this stack's configuration");
    this.name = "PassphraseMismatch";
  }
}

/**
 * Crypter of a new stack. Pulumi's own format (AES-256-GCM with a PBKDF2 key), spoken here so that no secret has to pass
 * through a process's arguments, as the Automation API's `setConfig` would have it, and no process is started to compare one.
 */
export function newCrypter(passphrase: string): Promise<Crypter> {
  return deriveCrypter(passphrase, randomBytes(saltBytes), (key, salt) => `v1:${salt.toString("base64")}:${seal(key, knownText)}`);
}

/**
 * Crypter of an existing stack.
 *
 * @param salt Value of `encryptionsalt` in the stack's file.
 * @throws {PassphraseMismatch} when the passphrase is wrong
 */
export async function openCrypter(passphrase: string, salt: string): Promise<Crypter> {
  const [version, encoded, ...check] = salt.split(":");
  if (version !== "v1" || encoded === undefined || check.length !== 3) throw new Error("encryptionsalt is damaged; allowed: v1:…:v1:…:…");
  const crypter = await deriveCrypter(passphrase, Buffer.from(encoded, "base64"), () => salt);
  try {
    if (crypter.decrypt(check.join(":")) === knownText) return crypter;
  } catch {
    // Another key cannot open it.
  }
  throw new PassphraseMismatch();
}

async function deriveCrypter(passphrase: string, salt: Buffer, saltLine: (key: Buffer, salt: Buffer) => string): Promise<Crypter> {
  const key = await promisify(pbkdf2)(passphrase, salt, iterations, keyBytes, "sha256");
  return { salt: saltLine(key, salt), encrypt: (text) => seal(key, text), decrypt: (value) => open(key, value) };
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function open(key: Buffer, value: string): string {
  const [version, nonce, sealed] = value.split(":").map((part, index) => (index === 0 ? part : Buffer.from(part, "base64")));
  if (version !== "v1" || !Buffer.isBuffer(nonce) || !Buffer.isBuffer(sealed) || sealed.length < tagBytes) {
    throw new Error("an encrypted value is damaged; allowed: v1:…:…");
  }
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
}
