<?php
/**
 * Everything comes from the environment; the file is the same in every store. One place for the names: lib/environment.php.
 */

require_once '/usr/local/lib/storefleet/environment.php';

// The ingress overwrites this header, and nobody but the ingress reaches the pod.
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}

define( 'DB_HOST', store_env( 'DATABASE_HOST', 'database' ) . ':' . store_env( 'DATABASE_PORT', '3306' ) );
define( 'DB_NAME', store_env( 'DATABASE_NAME', 'wordpress' ) );
define( 'DB_USER', store_env( 'DATABASE_USER', 'wordpress' ) );
define( 'DB_PASSWORD', store_env( 'DATABASE_PASSWORD' ) );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

foreach ( array( 'AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT' ) as $store_key ) {
	define( $store_key, store_env( $store_key ) );
}
unset( $store_key );

define( 'WP_HOME', store_env( 'STORE_URL' ) );
define( 'WP_SITEURL', WP_HOME );
define( 'FORCE_SSL_ADMIN', str_starts_with( WP_HOME, 'https:' ) );

// Code comes with the image, background work runs in its own pods, and a call to the outside would hang behind the network policy.
define( 'DISALLOW_FILE_MODS', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', '1' !== store_env( 'ALLOW_EXTERNAL_HTTP', '0' ) );

// advanced-cache.php
define( 'WP_CACHE', true );

define( 'WP_ENVIRONMENT_TYPE', 'production' );
define( 'WP_MEMORY_LIMIT', '256M' );
define( 'WP_POST_REVISIONS', 10 );
define( 'FS_METHOD', 'direct' );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
