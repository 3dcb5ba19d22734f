import { CopyButton } from "./copy-button.tsx";

/** Properties of {@link ShownOnce}. */
export interface ShownOnceProps {
  /** What it is. */
  readonly label: string;
  readonly secret: string;
  /** Label of the button that copies it. */
  readonly copy: string;
}

/** A secret that cannot be read again, ready to be copied. */
export function ShownOnce({ label, secret, copy }: ShownOnceProps) {
  return (
    <div className="flex items-center gap-2 rounded-lg border bg-sunken py-1.5 pr-1.5 pl-3 dark:bg-raised">
      <output aria-label={label} className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">
        {secret}
      </output>
      <CopyButton text={secret} label={copy} />
    </div>
  );
}
