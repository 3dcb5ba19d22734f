import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { LiveUpdates } from "../../api/live.tsx";
import { meQuery } from "../../api/queries.ts";
import { Logo } from "../../components/logo.tsx";
import { strings } from "../../strings.ts";
import { AccountMenu } from "./account-menu.tsx";
import { LiveIndicator } from "./live-indicator.tsx";

const sections = [
  { to: "/stores", label: strings.nav.stores, adminOnly: false },
  { to: "/system", label: strings.nav.system, adminOnly: true },
  { to: "/users", label: strings.nav.users, adminOnly: true },
  { to: "/audit", label: strings.nav.audit, adminOnly: false },
] as const;

/** The frame of every page behind the login. */
export function Shell() {
  const { data: me } = useSuspenseQuery(meQuery);
  const shown = sections.filter(({ adminOnly }) => !adminOnly || me.role === "admin");
  return (
    <LiveUpdates>
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-ink px-4 py-2 text-canvas focus:not-sr-only focus:absolute focus:top-3 focus:left-3"
      >
        {strings.skipToContent}
      </a>
      <header className="sticky top-0 z-30 border-b bg-canvas/85 backdrop-blur-md">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-2 px-4 sm:gap-5 sm:px-6">
          <Link to="/stores" className="flex items-center gap-2.5 rounded-md font-semibold tracking-tight" aria-label={strings.product}>
            <Logo className="size-7" />
            <span className="hidden sm:inline">{strings.product}</span>
          </Link>
          <nav
            aria-label={strings.nav.label}
            className="-my-1 flex min-w-0 flex-1 items-center gap-0.5 overflow-x-auto px-1 py-1 [scrollbar-width:none]"
          >
            {shown.map(({ to, label }) => (
              <Link
                key={to}
                to={to}
                className="rounded-md px-2 py-1.5 whitespace-nowrap text-muted hover:text-ink sm:px-2.5"
                activeProps={{
                  className: "text-ink! font-medium bg-sunken dark:bg-raised",
                  "aria-current": "page",
                }}
              >
                {label}
              </Link>
            ))}
          </nav>
          <LiveIndicator />
          <AccountMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-7xl px-4 py-6 outline-none sm:px-6 sm:py-8">
        <Outlet />
      </main>
    </LiveUpdates>
  );
}
