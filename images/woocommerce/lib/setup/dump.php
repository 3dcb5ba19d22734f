<?php
/**
 * Dumps of the store's database.
 */

declare( strict_types=1 );

/**
 * Writes a dump; the file appears only when it is complete.
 *
 * @throws RuntimeException If it cannot be written or is not whole.
 */
function store_dump( string $file ): void {
	$folder = dirname( $file );
	if ( ! is_dir( $folder ) && ! mkdir( $folder, 0700, true ) ) {
		throw new RuntimeException( "the folder $folder for the dump cannot be made; mount a writable volume there (UPGRADE_DUMP_DIR)" );
	}
	store_with_client_file(
		static function ( string $options ) use ( $file ): void {
			$arguments = array( '--single-transaction', '--quick', '--no-tablespaces', '--skip-lock-tables', "--result-file=$file.part" );
			store_run( array( 'mariadb-dump', "--defaults-file=$options", ...$arguments, store_env( 'DATABASE_NAME', 'wordpress' ) ), 'mariadb-dump' );
		}
	);
	$handle = fopen( "$file.part", 'r' );
	fseek( $handle, -256, SEEK_END );
	if ( ! str_contains( (string) fread( $handle, 256 ), '-- Dump completed' ) ) {
		throw new RuntimeException( "the dump $file.part is not whole; is the volume full?" );
	}
	fsync( $handle );
	fclose( $handle );
	rename( "$file.part", $file );
}

/** Replaces everything in the database by a dump. */
function store_restore( mysqli $db, string $file ): void {
	store_drop_tables( $db );
	store_with_client_file(
		static function ( string $options ) use ( $file ): void {
			// The file is named to the client as a command of its own, so that no shell is needed.
			store_run( array( 'mariadb', "--defaults-file=$options", '--batch', '-e', "source $file", store_env( 'DATABASE_NAME', 'wordpress' ) ), 'mariadb' );
		}
	);
}

/** Empties the database. */
function store_drop_tables( mysqli $db ): void {
	$db->query( 'SET foreign_key_checks = 0' );
	foreach ( array_column( $db->query( 'SHOW TABLES' )->fetch_all(), 0 ) as $table ) {
		$db->query( 'DROP TABLE `' . str_replace( '`', '``', $table ) . '`' );
	}
	$db->query( 'SET foreign_key_checks = 1' );
}

/** Gives the password to MariaDB's programs in a file of our own: arguments and environments can be seen by others. */
function store_with_client_file( callable $work ): void {
	$file  = tempnam( sys_get_temp_dir(), 'client' );
	$quote = static fn( string $value ): string => '"' . addcslashes( $value, "\\\"" ) . '"';
	$lines = array(
		'[client]',
		'host = ' . $quote( store_env( 'DATABASE_HOST', 'database' ) ),
		'port = ' . store_env( 'DATABASE_PORT', '3306' ),
		'user = ' . $quote( store_env( 'DATABASE_USER', 'wordpress' ) ),
		'password = ' . $quote( store_env( 'DATABASE_PASSWORD' ) ),
		'protocol = tcp',
		'skip-ssl',
		'default-character-set = utf8mb4',
	);
	file_put_contents( $file, implode( "\n", $lines ) . "\n" );
	try {
		$work( $file );
	} finally {
		unlink( $file );
	}
}
