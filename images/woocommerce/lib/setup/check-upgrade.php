<?php
/**
 * Fails unless WordPress and WooCommerce agree that their database is current.
 */

declare( strict_types=1 );

require __DIR__ . '/wordpress.php';
require STORE_ROOT . 'wp-load.php';

global $wp_db_version;

if ( (int) get_option( 'db_version' ) !== $wp_db_version ) {
	throw new RuntimeException( 'WordPress still says that its database must be updated' );
}
if ( WC_Install::needs_db_update() || get_option( 'woocommerce_version' ) !== WC()->version ) {
	throw new RuntimeException( 'WooCommerce still says that its database must be updated' );
}
