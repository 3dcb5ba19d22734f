"use client";

import { strings } from "../shop/strings.ts";
import ErrorPage from "./error.tsx";
import "./globals.css";

/** Takes the place of the whole page when even its frame failed. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>{strings.failed.title}</title>
      </head>
      <body>
        <main>
          <ErrorPage />
        </main>
      </body>
    </html>
  );
}
