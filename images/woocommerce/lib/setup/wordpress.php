<?php
/**
 * Loads WordPress into this process as a request to the shop would; to be required at the top of a script, because WordPress's own files expect
 * to run in the global scope.
 */

declare( strict_types=1 );

require_once __DIR__ . '/../environment.php';
require_once __DIR__ . '/../state.php';
require_once __DIR__ . '/settings.php';

set_exception_handler(
	static function ( Throwable $error ): void {
		$where = $error instanceof RuntimeException ? '' : ' in ' . basename( $error->getFile() ) . ":{$error->getLine()}";
		fwrite( STDERR, $error->getMessage() . "$where\n" );
		exit( $error instanceof Store_Final_Failure ? 2 : 1 );
	}
);

$store_settings = Store_Settings::from_environment();
$store_address  = parse_url( $store_settings->url );

$_SERVER['HTTP_HOST']              = $store_address['host'] . ( isset( $store_address['port'] ) ? ":{$store_address['port']}" : '' );
$_SERVER['SERVER_NAME']            = $store_address['host'];
$_SERVER['HTTP_X_FORWARDED_PROTO'] = $store_address['scheme'];
$_SERVER['SERVER_PROTOCOL']        = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']         = 'GET';
$_SERVER['REQUEST_URI']            = '/';
$_SERVER['REMOTE_ADDR']            = '127.0.0.1';
$_SERVER['PHP_SELF']               = '/index.php';

define( 'STORE_SETUP', true );
// Not a shopper: WooCommerce must not open a session, which would stay behind.
define( 'DOING_CRON', true );
