import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { strings } from "../strings.ts";
import { Button } from "./button.tsx";

/** Copies a text and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <Button
      kind="quiet"
      size="icon"
      aria-label={copied ? strings.common.copied : label}
      title={label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <Icon className="size-3.5" aria-hidden />
    </Button>
  );
}
