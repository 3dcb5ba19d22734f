<?php
/**
 * Upgrades: newer code on an older database. Schemas only move forward, so a dump is the only way back.
 */

declare( strict_types=1 );

const STORE_DUMP_PREFIX = 'before-upgrade-from-woocommerce-';

/** Where dumps are kept. */
function store_dump_folder(): string {
	return store_env( 'UPGRADE_DUMP_DIR', '/tmp/upgrade' );
}

/** Keeps the three newest dumps, and nothing half-made. */
function store_prune_dumps(): void {
	$dumps = glob( store_dump_folder() . '/' . STORE_DUMP_PREFIX . '*.sql' );
	usort( $dumps, static fn( string $a, string $b ): int => filemtime( $b ) <=> filemtime( $a ) );
	array_map( 'unlink', array( ...array_slice( $dumps, 3 ), ...glob( store_dump_folder() . '/' . STORE_DUMP_PREFIX . '*.part' ) ) );
}

/**
 * Brings the database to the code's versions, or back to what it was.
 *
 * @param array<string, string> $from Versions that used the database last; WordPress's may be missing.
 * @param array<string, string> $to   Versions of the code.
 * @throws Store_Final_Failure If the code is older than the database, or the upgrade failed; then the database is as before.
 */
function store_upgrade( mysqli $db, array $from, array $to, callable $say ): void {
	$names = array( 'wordpress' => 'WordPress', 'woocommerce' => 'WooCommerce' );
	$mark  = store_options( $db, STORE_UPGRADING )[ STORE_UPGRADING ] ?? '';
	foreach ( $names as $part => $name ) {
		if ( isset( $from[ $part ] ) && version_compare( $from[ $part ], $to[ $part ], '>' ) ) {
			throw new Store_Final_Failure(
				"the database is of $name {$from[ $part ]} and this image has {$to[ $part ]}; a schema never goes back: " .
				'use the newer image, or restore a dump from before the upgrade'
			);
		}
	}
	if ( $from === $to && '' === $mark ) {
		return;
	}
	$describe = static fn( array $versions ): string =>
		'WordPress ' . ( $versions['wordpress'] ?? 'of unknown version' ) . ", WooCommerce {$versions['woocommerce']}";
	$change   = $describe( $from ) . ' to ' . $describe( $to );
	$say( "upgrading $change" );

	$file = store_dump_before_upgrade( $db, $mark, $from, $say );
	try {
		// Left over when an earlier try was killed, it would make WooCommerce skip its own installation for ten minutes.
		$db->query( "DELETE FROM wp_options WHERE option_name IN ('_transient_wc_installing', '_transient_timeout_wc_installing')" );
		store_run_wp( 'core', 'update-db' );
		store_run_wp( 'wc', 'update' );
		store_run_php( 'check-upgrade.php' );
	} catch ( RuntimeException $error ) {
		if ( null === $file ) {
			throw new Store_Final_Failure(
				"the upgrade from $change failed, and there is no dump from before it, because an earlier try was killed and its dump is gone: " .
				"{$error->getMessage()}; restore your own backup, then run the image of before"
			);
		}
		$say( 'the upgrade failed; restoring the database' );
		store_restore( $db, $file );
		store_delete_option( $db, STORE_UPGRADING );
		throw new Store_Final_Failure(
			"the upgrade from $change failed: {$error->getMessage()}; the database is restored as it was before (dump $file); go back to the image of before"
		);
	}
	// Pods of the older code must not serve this database from here on, even if the rest of this setup fails.
	store_set_option( $db, STORE_VERSIONS, json_encode( $to ) );
	store_delete_option( $db, STORE_REVISIONS );
	store_delete_option( $db, STORE_UPGRADING );
	store_prune_dumps();
	$say( 'upgraded' . ( null === $file ? '' : "; the dump from before is $file" ) );
}

/**
 * Closes the shop and dumps its database. After a killed try the first dump stays the one that counts: the database may be half-way now.
 *
 * @return string|null The dump; null if it is lost and the database has already been touched.
 */
function store_dump_before_upgrade( mysqli $db, string $mark, array $from, callable $say ): ?string {
	[ $stage, $file ] = explode( ' ', "$mark ", 2 ) + array( '', '' );
	$file             = trim( $file );
	if ( 'migrating' === $stage ) {
		if ( is_file( $file ) ) {
			$say( "an earlier try was killed; starting again from its dump $file" );
			store_restore( $db, $file );
			store_set_option( $db, STORE_UPGRADING, "migrating $file" );
			return $file;
		}
		$say( "an earlier try was killed and its dump $file is gone (UPGRADE_DUMP_DIR did not survive); going on from where it stopped" );
		return null;
	}
	$name = STORE_DUMP_PREFIX . preg_replace( '/[^\w.-]/', '_', $from['woocommerce'] ) . '-' . gmdate( 'Ymd\THis\Z' ) . '.sql';
	$file = store_dump_folder() . "/$name";
	store_set_option( $db, STORE_UPGRADING, "dumping $file" );
	try {
		store_dump( $file );
	} catch ( RuntimeException $error ) {
		store_delete_option( $db, STORE_UPGRADING );
		throw new RuntimeException( "the upgrade did not begin, because its dump failed and there would be no way back: {$error->getMessage()}" );
	}
	store_set_option( $db, STORE_UPGRADING, "migrating $file" );
	$say( sprintf( 'dumped the database to %s (%.1f MiB)', $file, filesize( $file ) / 1_048_576 ) );
	return $file;
}
