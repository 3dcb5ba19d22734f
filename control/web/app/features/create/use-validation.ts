import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { StoreInput } from "../../../../../stores/schema.ts";
import { validateStore } from "../../api/changes.ts";

const typingPause = 350;

/** What the control plane would say to a store, asked when typing pauses and the draft is complete. */
export function useValidation(input: StoreInput, complete: boolean) {
  const written = JSON.stringify(input);
  const [settled, setSettled] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(written), typingPause);
    return () => clearTimeout(timer);
  }, [written]);
  const query = useQuery({
    queryKey: ["validate", settled],
    queryFn: ({ signal }) => validateStore(JSON.parse(settled) as StoreInput, signal),
    enabled: complete && settled === written,
    staleTime: 10_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  // An answer about another draft must not be shown as one about this.
  const current = complete && settled === written && !query.isPlaceholderData;
  return {
    data: current ? query.data : undefined,
    error: current ? query.error : null,
  };
}
