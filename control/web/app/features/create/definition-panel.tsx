import { Tabs } from "radix-ui";
import { useState } from "react";
import type { StoreInput } from "../../../../../stores/schema.ts";
import { Panel } from "../../components/card.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { strings } from "../../strings.ts";
import { storesSnippet } from "../definition/draft.ts";

/** The same store as text, to declare it in Git or to send it to the API. */
export function DefinitionPanel({ input }: { readonly input: StoreInput }) {
  const [format, setFormat] = useState<"ts" | "json">("ts");
  const texts = {
    ts: storesSnippet(input),
    json: JSON.stringify(input, null, 2),
  };
  return (
    <Panel
      title={strings.create.asCode}
      hint={strings.create.asCodeHint}
      actions={<CopyButton text={texts[format]} label={strings.create.copy} />}
      bodyClass=""
    >
      <Tabs.Root value={format} onValueChange={(value) => setFormat(value === "json" ? "json" : "ts")}>
        <Tabs.List aria-label={strings.create.asCode} className="flex gap-1 px-4 pt-3">
          {(["ts", "json"] as const).map((value) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="rounded-md px-2 py-1 font-mono text-xs text-muted data-[state=active]:bg-sunken data-[state=active]:text-ink dark:data-[state=active]:bg-raised"
            >
              {strings.create.formats[value]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {(["ts", "json"] as const).map((value) => (
          <Tabs.Content key={value} value={value} className="rounded-b-xl">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
            <pre tabIndex={0} className="overflow-x-auto p-5 pt-3 font-mono text-xs leading-5">
              {texts[value]}
            </pre>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Panel>
  );
}
