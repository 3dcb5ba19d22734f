<?php
/**
 * While an upgrade runs nobody writes: what came in after its dump would be lost if the dump had to be restored.
 */

defined( 'ABSPATH' ) || exit;

if ( 'cli' !== PHP_SAPI && false !== get_option( 'store_upgrading', false ) ) {
	header( 'Retry-After: 30' );
	wp_die( 'The shop is being upgraded. Please try again in a minute.', 'Back in a minute', array( 'response' => 503 ) );
}
