import { describe, expect, test } from "@jest/globals";
import { unavailablePage } from "./unavailable-page.ts";

describe("unavailablePage", () => {
  test("names the shop and leads back to where the visitor was", () => {
    const html = unavailablePage("Alder & Finch", "/cart", "abc");
    expect(html).toContain("<h1>We will be right back</h1>");
    expect(html).toContain('<a href="/cart">Try again</a>');
    expect(html).toContain('<style nonce="abc">');
    expect(html).toContain("Alder &#38; Finch");
  });

  test("lets nothing out of its place", () => {
    const html = unavailablePage("<script>1</script>", '/"><script>2</script>', '"><script>3</script>');
    expect(html).not.toContain("<script>");
  });
});
