<?php
/**
 * Exit code 0 when the store may work; else 1 and the reason in a line.
 */

declare( strict_types=1 );

require __DIR__ . '/environment.php';
require __DIR__ . '/database.php';
require __DIR__ . '/state.php';

try {
	$reason = store_closed_reason( store_connect( 5 ), store_env( 'SETUP_REVISION', '' ) );
} catch ( RuntimeException $error ) {
	$reason = $error->getMessage();
}
echo $reason ?? '';
exit( null === $reason ? 0 : 1 );
