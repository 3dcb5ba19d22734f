import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { BookOpen, Check, LogOut, UserRound } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { meQuery } from "../../api/queries.ts";
import { signOut } from "../../api/session.ts";
import { strings } from "../../strings.ts";
import { type Theme, useTheme } from "../../theme.ts";

const itemLook = "flex items-center gap-2 rounded-md px-2 py-1.5 outline-none data-highlighted:bg-sunken dark:data-highlighted:bg-canvas";

/** Who is signed in, the theme, and the way out. */
export function AccountMenu() {
  const { data: me } = useSuspenseQuery(meQuery);
  const [theme, setTheme] = useTheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut();
    await navigate({ to: "/login" });
    client.clear();
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="grid size-8 place-items-center rounded-full border bg-raised text-xs font-semibold uppercase hover:border-line-strong">
        <span aria-hidden>{(me.name || me.email).slice(0, 2)}</span>
        <span className="sr-only">
          {strings.nav.account}: {me.email}
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          className="z-50 w-60 rounded-xl border bg-raised p-1.5 shadow-card motion-safe:animate-enter"
        >
          <div className="px-2 py-1.5">
            <p className="truncate font-medium">{me.name || me.email}</p>
            <p className="truncate text-[0.8125rem] text-muted">{me.email}</p>
          </div>
          <Separator />
          <DropdownMenu.Label className="px-2 py-1 text-xs text-muted">{strings.nav.theme}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
            {(["system", "light", "dark"] as const).map((value) => (
              <DropdownMenu.RadioItem key={value} value={value} className={itemLook} onSelect={(event) => event.preventDefault()}>
                <span className="grid size-4 place-items-center" aria-hidden>
                  <DropdownMenu.ItemIndicator>
                    <Check className="size-3.5" />
                  </DropdownMenu.ItemIndicator>
                </span>
                {strings.nav.themes[value]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <Separator />
          <Item icon={<UserRound className="size-4" aria-hidden />} onSelect={() => void navigate({ to: "/account" })}>
            {strings.nav.accountPage}
          </Item>
          <Item icon={<BookOpen className="size-4" aria-hidden />} onSelect={() => window.open("/api/reference", "_blank", "noopener")}>
            {strings.nav.apiReference}
          </Item>
          <Item icon={<LogOut className="size-4" aria-hidden />} onSelect={() => void leave()}>
            {strings.nav.signOut}
          </Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Separator() {
  return <DropdownMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
}

function Item({ icon, onSelect, children }: { readonly icon: ReactNode; readonly onSelect: () => void; readonly children: string }) {
  return (
    <DropdownMenu.Item className={itemLook} onSelect={onSelect}>
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}
