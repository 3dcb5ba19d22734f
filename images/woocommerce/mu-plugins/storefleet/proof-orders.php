<?php
/**
 * REST route that removes a test order as if it had never been: `DELETE /wp-json/storefleet/v1/proof-orders/<id>`, signed like WooCommerce's
 * own API. Takes only orders of the proof's own address.
 */

defined( 'ABSPATH' ) || exit;

/** Address that test orders are placed with; `.invalid` belongs to nobody. */
const STORE_PROOF_ADDRESS = '/^order-proof@[a-z0-9.-]+\.invalid$/';

add_filter(
	'woocommerce_rest_is_request_to_rest_api',
	static fn( $ours ) => $ours || str_contains( $_SERVER['REQUEST_URI'] ?? '', '/' . rest_get_url_prefix() . '/storefleet/v1/' )
);

add_action(
	'rest_api_init',
	static function (): void {
		register_rest_route(
			'storefleet/v1',
			'/proof-orders/(?P<id>\d+)',
			array(
				'methods'             => 'DELETE',
				'permission_callback' => static fn() => current_user_can( 'manage_woocommerce' ),
				'callback'            => static fn( WP_REST_Request $request ) => store_remove_proof_order( (int) $request['id'] ),
			)
		);
	}
);

/** Cancels the order, so that its stock returns, then removes it and everything that was written down about it. */
function store_remove_proof_order( int $id ): WP_REST_Response|WP_Error {
	$order = wc_get_order( $id );
	if ( ! $order instanceof WC_Order ) {
		return new WP_Error( 'storefleet_no_such_order', "There is no order $id.", array( 'status' => 404 ) );
	}
	$address = $order->get_billing_email();
	if ( ! preg_match( STORE_PROOF_ADDRESS, $address ) ) {
		return new WP_Error( 'storefleet_not_a_proof', "Order $id is not a test order; only those of order-proof@….invalid are removed.", array( 'status' => 403 ) );
	}
	if ( ! $order->has_status( 'cancelled' ) ) {
		$order->update_status( 'cancelled', '', true );
	}
	$order->delete( true );
	return new WP_REST_Response( array( 'removed' => $id ) + store_remove_traces( $id, $address ) );
}

/**
 * What `delete()` leaves behind.
 *
 * @return array<string, int> Rows removed, by table.
 */
function store_remove_traces( int $id, string $address ): array {
	global $wpdb;

	$removed = array();
	$delete  = static function ( string $table, string $where, string ...$values ) use ( $wpdb, &$removed ): void {
		// Table names and conditions are written below; only values come from outside.
		$removed[ $table ] = (int) $wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}$table WHERE $where", ...$values ) );
	};
	$comments = $wpdb->get_col( $wpdb->prepare( "SELECT comment_ID FROM $wpdb->comments WHERE comment_post_ID = %d AND comment_type = 'order_note'", $id ) );
	foreach ( $comments as $comment ) {
		wp_delete_comment( (int) $comment, true );
	}
	$removed['comments'] = count( $comments );
	foreach ( array( 'wc_order_stats', 'wc_order_product_lookup', 'wc_order_tax_lookup', 'wc_order_coupon_lookup' ) as $table ) {
		$delete( $table, 'order_id = %d', (string) $id );
	}
	$delete( 'wc_customer_lookup', 'email = %s AND user_id IS NULL', $address );
	$delete( 'woocommerce_sessions', 'session_value LIKE %s', '%' . $wpdb->esc_like( $address ) . '%' );
	// Queued work is kept with its arguments as JSON: the order's number alone, or first in a list.
	$actions = $wpdb->get_col(
		$wpdb->prepare( "SELECT action_id FROM {$wpdb->prefix}actionscheduler_actions WHERE args = %s OR args LIKE %s OR args LIKE %s", "[$id]", "[$id,%", "{\"order_id\":$id%" )
	);
	foreach ( $actions as $action ) {
		$delete( 'actionscheduler_logs', 'action_id = %d', $action );
		$delete( 'actionscheduler_actions', 'action_id = %d', $action );
	}
	delete_transient( "wc_order_{$id}_needs_processing" );
	WC_Cache_Helper::invalidate_cache_group( 'orders' );
	return $removed;
}
