<?php
/**
 * Makes the shop what the settings say. Steps of the first setup are the merchant's to change later; the others are applied again each time.
 */

declare( strict_types=1 );

require __DIR__ . '/wordpress.php';

// The first time, WooCommerce reads its tables just before it makes them.
$wp_filter = array(
	'plugins_loaded' => array( 0 => array( array( 'function' => static fn() => $GLOBALS['wpdb']->suppress_errors( false === get_option( 'woocommerce_version' ) ), 'accepted_args' => 0 ) ) ),
	'init'           => array( 6 => array( array( 'function' => static fn() => $GLOBALS['wpdb']->suppress_errors( false ), 'accepted_args' => 0 ) ) ),
);
require STORE_ROOT . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require __DIR__ . '/steps/shop.php';
require __DIR__ . '/steps/access.php';
require __DIR__ . '/steps/checkout.php';
require __DIR__ . '/steps/products.php';

global $wpdb;

if ( ! class_exists( 'WooCommerce' ) || get_option( 'woocommerce_version' ) !== WC()->version ) {
	throw new RuntimeException( 'WooCommerce did not install its tables; is the plugin active?' );
}
$first = null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( STORE_FIRST_SETUP ) ) );

store_check_market( $store_settings );
store_ensure_admin( $store_settings );
if ( $first ) {
	// Switches order tables on; left to the first visit to the admin pages, it could come after the first order.
	WC_Install::newly_installed();
	store_arrange_first_time( $store_settings );
}
store_apply_shop( $store_settings );
store_ensure_api_key( $store_settings );
store_enable_cash_on_delivery();
store_ensure_shipping();
store_ensure_sample_products( $store_settings->sample_products );

// With WP_HOME defined the API neither compares nor writes these two.
foreach ( array( 'siteurl', 'home' ) as $name ) {
	$wpdb->update( $wpdb->options, array( 'option_value' => $store_settings->url ), array( 'option_name' => $name ) );
}
flush_rewrite_rules( false );
