/** Why a binary could not be had. */
export type BinaryErrorCode = "platform" | "no-route" | "network" | "checksum" | "archive" | "go-build" | "disk" | "version";

/** A failure that the user can act on: the message says what happened and what to do. */
export class BinaryError extends Error {
  readonly code: BinaryErrorCode;

  constructor(code: BinaryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BinaryError";
    this.code = code;
  }
}
