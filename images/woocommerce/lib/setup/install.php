<?php
/**
 * Installs WordPress into an empty database and switches WooCommerce on; WooCommerce installs its own tables when it is loaded next.
 */

declare( strict_types=1 );

require __DIR__ . '/wordpress.php';

define( 'WP_INSTALLING', true );

/** WordPress's installer would send a mail; it calls this if it exists. */
function wp_new_blog_notification(): void {}

require STORE_ROOT . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if ( is_blog_installed() ) {
	throw new RuntimeException( 'WordPress is installed already; its first setup must start from an empty database' );
}
$result = wp_install( $store_settings->title, 'admin', $store_settings->admin_email, true, '', $store_settings->admin_password );
if ( 1 > (int) ( $result['user_id'] ?? 0 ) ) {
	throw new RuntimeException( 'WordPress could not make the admin user' );
}
update_option( 'active_plugins', array( 'woocommerce/woocommerce.php' ) );
