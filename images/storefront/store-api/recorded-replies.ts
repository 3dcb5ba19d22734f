/** Replies of Medusa 2.21.2 as recorded, for tests. */
export const recorded = {
  noKey: {
    status: 400,
    body: {
      type: "not_allowed",
      message:
        "Publishable API key required in the request header: x-publishable-api-key. You can manage your keys in settings in the dashboard.",
    },
  },
  wrongKey: { status: 400, body: { type: "not_allowed", message: "A valid publishable key is required to proceed with the request" } },
  noCart: { status: 404, body: { type: "not_found", message: "Cart with id 'cart_nope' not found" } },
  noOrder: { status: 404, body: { type: "not_found", message: "Order id not found: order_nope" } },
  noLineItem: { status: 404, body: { type: "not_found", message: "Line item with id: cali_nope was not found" } },
  noVariant: {
    status: 400,
    body: { type: "invalid_data", message: "Variants variant_nope do not exist or belong to a product that is not published" },
  },
  badQuantity: {
    status: 400,
    body: { type: "invalid_data", message: "Invalid request: Expected type: 'number' for field 'quantity', got: 'x'" },
  },
  notEnough: {
    status: 400,
    body: { code: "insufficient_inventory", type: "not_allowed", message: "Some variant does not have the required inventory" },
  },
  notEnoughAtCompletion: {
    status: 400,
    body: {
      type: "not_allowed",
      message: "Not enough stock available for item iitem_01M7YRMY3RMGSPRYDPED0NV1S7 at location sloc_01M7YR34QYE48RGSVK18JBCBRN",
    },
  },
  badShippingOption: { status: 400, body: { type: "invalid_data", message: "Shipping Options are invalid for cart." } },
  noPayment: { status: 400, body: { type: "invalid_data", message: "Payment collection has not been initiated for cart" } },
  crashed: { status: 500, body: { code: "unknown_error", type: "unknown_error", message: "An unknown error occurred." } },
} as const;
