import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiFailure } from "./api/failure.ts";
import { makeRouter } from "./router.tsx";
import "./styles.css";
import { followDeviceTheme } from "./theme.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; a control plane that restarts is asked again.
      retry: (count, error) => count < 5 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(300 * 2 ** count, 5000),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
const router = makeRouter(client);
followDeviceTheme();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
