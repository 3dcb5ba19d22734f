import { describe, expect, test } from "@jest/globals";
import { imageUrl } from "./image-url.ts";

const backend = "http://server:9000";

describe("imageUrl", () => {
  test.each([
    ["/uploads/samples/mug.svg", "/uploads/samples/mug.svg"],
    ["http://server:9000/static/1-mug.png", "/static/1-mug.png"],
    ["http://shop.localhost:8080/static/mug.png?v=2", "/static/mug.png?v=2"],
    ["https://cdn.example.com/a b.png", "https://cdn.example.com/a%20b.png"],
  ])("%s is loaded from %s", (address, expected) => {
    expect(imageUrl(address, backend)).toBe(expected);
  });

  test.each([null, undefined, "", "http://[broken", "http://other/x.png", "javascript:alert(1)", "data:text/html,x"])(
    "refuses %j",
    (address) => {
      expect(imageUrl(address, backend)).toBeUndefined();
    },
  );
});
