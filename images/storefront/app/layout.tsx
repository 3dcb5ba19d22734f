import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SiteFooter } from "../components/site-footer.tsx";
import { SiteHeader } from "../components/site-header.tsx";
import { env } from "../server/backend.ts";
import { shop } from "../server/shop.ts";
import { strings } from "../shop/strings.ts";
import "./globals.css";

export const dynamic = "force-dynamic";

export function generateMetadata(): Metadata {
  const { title } = env();
  return { title: { default: title, template: `%s – ${title}` }, applicationName: title, icons: { icon: "/favicon.svg" } };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1f1d1a" },
  ],
};

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const { title, countryName } = await shop();
  return (
    <html lang="en">
      <body id="top">
        <a className="skip-link" href="#content">
          {strings.skipToContent}
        </a>
        <SiteHeader title={title} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <SiteFooter title={title} countryName={countryName} />
      </body>
    </html>
  );
}
