import { samplePicture } from "../../../../seed/picture.js";

/** Pictures of the sample products: drawn on request, so that they need neither a volume nor the store's host name. */
export function GET(request, response) {
  const name = /^([a-z][a-z0-9-]{0,60})\.svg$/.exec(request.params.file)?.[1];
  if (name === undefined) {
    response.status(404).json({ type: "not_found", message: "no such picture" });
    return;
  }
  response
    .set({
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'",
      "x-content-type-options": "nosniff",
    })
    .send(samplePicture(name));
}
