import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiFailure } from "./api/failure.ts";
import { firstEventQuery, meQuery, storesQuery } from "./api/queries.ts";
import { readAuditFilter } from "./features/audit/audit-filter.ts";
import { CrashPage, NotFoundPage } from "./features/shell/failure-pages.tsx";
import { Shell } from "./features/shell/shell.tsx";
import { readStoresSearch } from "./features/stores/stores-search.ts";

interface RouterContext {
  readonly client: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: ({ from, error }: Record<string, unknown>): { from?: string; error?: string } => ({
    ...(isOwnPath(from) && { from }),
    // Why a provider did not sign somebody in.
    ...(typeof error === "string" && { error }),
  }),
  component: lazyRouteComponent(() => import("./features/login/login-page.tsx"), "LoginPage"),
});

/** Everything that needs a session. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([context.client.ensureQueryData(meQuery), context.client.ensureQueryData(firstEventQuery)]);
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) throw redirect({ to: "/login", search: { from: location.href } });
      throw error;
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/stores" });
  },
});

const storesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/stores",
  validateSearch: readStoresSearch,
  // Read while the page's code is still on its way; the page waits for it.
  loader: ({ context }) => void context.client.prefetchQuery(storesQuery),
  component: lazyRouteComponent(() => import("./features/stores/stores-page.tsx"), "StoresPage"),
});

const createStoreRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/new",
  component: lazyRouteComponent(() => import("./features/create/create-page.tsx"), "CreatePage"),
});

const storeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/stores/$name",
  component: lazyRouteComponent(() => import("./features/store/store-page.tsx"), "StorePage"),
});

const storeTabRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/stores/$name/$tab",
  component: lazyRouteComponent(() => import("./features/store/store-page.tsx"), "StorePage"),
});

const systemRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/system",
  component: lazyRouteComponent(() => import("./features/system/system-page.tsx"), "SystemPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/audit",
  validateSearch: readAuditFilter,
  component: lazyRouteComponent(() => import("./features/audit/audit-page.tsx"), "AuditPage"),
});

const usersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/users",
  component: lazyRouteComponent(() => import("./features/users/users-page.tsx"), "UsersPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("./features/account/account-page.tsx"), "AccountPage"),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  appRoute.addChildren([
    homeRoute,
    storesRoute,
    createStoreRoute,
    storeRoute,
    storeTabRoute,
    systemRoute,
    usersRoute,
    auditRoute,
    accountRoute,
  ]),
]);

/** The dashboard's pages. */
export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

/** A path of this site alone: a link that leads elsewhere after signing in is not followed. */
export function isOwnPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
