<?php
/**
 * Whether the store may have visitors: the database answers, the setup that these pods were made with has finished, no upgrade is under way,
 * and opcache works (without it a page takes seven times as long). Knows nothing of WordPress, so it needs no Host header and never redirects.
 */

declare( strict_types=1 );

require '/usr/local/lib/storefleet/environment.php';
require '/usr/local/lib/storefleet/database.php';
require '/usr/local/lib/storefleet/state.php';

header( 'Content-Type: text/plain; charset=utf-8' );
header( 'Cache-Control: no-store' );

try {
	$reason = store_closed_reason( store_connect( 1 ), store_env( 'SETUP_REVISION', '' ) );
} catch ( mysqli_sql_exception $error ) {
	$reason = "the database does not answer: {$error->getMessage()}";
}
if ( null === $reason && ! ( function_exists( 'opcache_is_script_cached' ) && opcache_is_script_cached( __FILE__ ) ) ) {
	$reason = 'opcache does not keep compiled files';
}

http_response_code( null === $reason ? 200 : 503 );
echo $reason ?? 'ok', "\n";
