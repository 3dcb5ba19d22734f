<?php
/**
 * Only in the rehearsal: makes an upgrade fail or stop half-way, after it has changed something.
 */

if ( in_array( getenv( 'REHEARSE' ), array( 'fail', 'hang' ), true ) && defined( 'WP_CLI' ) && in_array( 'wc', $GLOBALS['argv'], true ) ) {
	$GLOBALS['wpdb']->query( "INSERT IGNORE INTO wp_options (option_name, option_value) VALUES ('half_migrated', 'yes')" );
	if ( 'fail' === getenv( 'REHEARSE' ) ) {
		WP_CLI::error( 'rehearsed failure' );
	}
	sleep( 60 );
}
