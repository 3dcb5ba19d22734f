import type { Metadata } from "next";
import { ButtonLink } from "../components/button-link.tsx";
import { strings } from "../shop/strings.ts";

export const metadata: Metadata = { title: strings.notFound.title };

export default function NotFound() {
  return (
    <div className="centred">
      <h1>{strings.notFound.title}</h1>
      <p>{strings.notFound.text}</p>
      <ButtonLink href="/">{strings.list.showAll}</ButtonLink>
    </div>
  );
}
