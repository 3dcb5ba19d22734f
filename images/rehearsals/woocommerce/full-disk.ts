import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { buy } from "./buy.ts";
import type { Check, Services } from "./services.ts";

const uploads = "/var/www/html/wp-content/uploads";

/** A full uploads volume costs new pictures, nothing else. */
export async function rehearseFullDisk(services: Services, check: Check): Promise<void> {
  const filler = `${uploads}/filler`;
  const { bavail, bsize } = statfsSync(uploads);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  try {
    const home = await services.get("/");
    check("a full uploads volume leaves the shop open", home.status === 200 && home.text.includes("Mug"), home.status);
    check("… and selling", (await buy(services, "full-disk@shop.example")) > 0);
    const upload = services.run(
      "wp",
      {},
      "eval",
      `$bits = wp_upload_bits( 'picture.jpg', null, str_repeat( 'x', 200000 ) ); echo $bits['error'] ?: filesize( $bits['file'] );`,
    );
    check("… and an upload fails aloud", upload.output !== "200000", upload);
  } finally {
    rmSync(filler);
  }
}
