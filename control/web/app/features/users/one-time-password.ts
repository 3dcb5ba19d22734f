/** Letters and digits that nobody mistakes for one another when they are read out. */
const alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const groups = 4;
const groupLength = 5;

/** A password of four groups of five, 115 bits. */
export function oneTimePassword(): string {
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, randomCharacter).join("")).join("-");
}

function randomCharacter(): string {
  // Values beyond the largest multiple would make the first characters likelier.
  const limit = 256 - (256 % alphabet.length);
  for (;;) {
    const [value = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (value < limit) return alphabet.charAt(value % alphabet.length);
  }
}
