<?php
/**
 * Brings a store to the state that the environment asks for: installs what is empty, upgrades what is older, changes nothing that is right.
 * Safe to run again, at the same time, and after having been killed. Exit code 1: try again later; 2: that would not help.
 */

declare( strict_types=1 );

require __DIR__ . '/../environment.php';
require __DIR__ . '/../database.php';
require __DIR__ . '/../state.php';
require __DIR__ . '/settings.php';
require __DIR__ . '/process.php';
require __DIR__ . '/dump.php';
require __DIR__ . '/upgrade.php';

$started = microtime( true );
$say     = static function ( string $line ) use ( $started ): void {
	printf( "store-setup: %5.1f s  %s\n", microtime( true ) - $started, $line );
};

try {
	store_set_up( Store_Settings::from_environment(), $say );
} catch ( RuntimeException | mysqli_sql_exception $error ) {
	fwrite( STDERR, "store-setup: {$error->getMessage()}\n" );
	exit( $error instanceof Store_Final_Failure ? 2 : 1 );
}

/** The whole run. */
function store_set_up( Store_Settings $settings, callable $say ): void {
	$wait = store_env_integer( 'WAIT_SECONDS', 600, 1, 86_400 );
	$db   = store_wait_for_database( $wait, 30, $say );
	$say( 'the database is there' );
	store_lock( $db, $wait, $say );

	$code    = store_code_versions();
	$found   = store_find( $db );
	$running = "WordPress {$code['wordpress']}, WooCommerce {$code['woocommerce']}";
	if ( 'finished' === $found->stage && store_is_done( $db, $settings->revision, $code ) ) {
		$say( "nothing to do: setup {$settings->revision} has finished with $running" );
		return;
	}
	if ( 'empty' === $found->stage || 'half-made' === $found->stage ) {
		if ( 'half-made' === $found->stage ) {
			$say( 'a first setup was interrupted; it starts again from nothing' );
			store_drop_tables( $db );
		}
		$db->query( 'CREATE TABLE ' . STORE_FIRST_SETUP . ' (started timestamp NOT NULL DEFAULT current_timestamp())' );
		store_run_php( 'install.php' );
		$say( "installed $running" );
	} else {
		store_upgrade( $db, $found->versions, $code, $say );
	}
	store_run_php( 'configure.php' );
	store_finish( $db, $settings->revision, $code );
	$say( 'the store is set up' );
}

/** One setup at a time; the server lets go of the lock when this process dies. */
function store_lock( mysqli $db, int $seconds, callable $say ): void {
	$lock = static fn( int $wait ): bool => 1 === (int) $db->query( "SELECT GET_LOCK('store_setup', $wait)" )->fetch_row()[0];
	if ( $lock( 0 ) ) {
		return;
	}
	$say( 'waiting for another setup of this store' );
	if ( ! $lock( $seconds ) ) {
		throw new RuntimeException( "another setup of this store has been running for more than $seconds s (WAIT_SECONDS); look at its log, or delete its pod" );
	}
}

/** What a database holds before a run. */
final readonly class Store_Found {
	/**
	 * @param 'empty'|'half-made'|'finished' $stage    A shop that was brought from elsewhere counts as finished.
	 * @param array<string, string>          $versions Of the code that used the database last.
	 */
	public function __construct( public string $stage, public array $versions ) {}
}

/** Looks at the database. */
function store_find( mysqli $db ): Store_Found {
	$tables = array_column( $db->query( 'SHOW TABLES' )->fetch_all(), 0 );
	if ( in_array( STORE_FIRST_SETUP, $tables, true ) ) {
		return new Store_Found( 'half-made', array() );
	}
	if ( array() === $tables ) {
		return new Store_Found( 'empty', array() );
	}
	if ( ! in_array( 'wp_options', $tables, true ) ) {
		throw new Store_Final_Failure(
			'the database has tables but no wp_options, so it is no WordPress with the usual prefix, and setting up here could destroy something; ' .
			'give the store an empty database'
		);
	}
	$options  = store_options( $db, STORE_VERSIONS, 'woocommerce_version' );
	$versions = json_decode( $options[ STORE_VERSIONS ] ?? '{}', true ) + array( 'woocommerce' => $options['woocommerce_version'] ?? '0' );
	return new Store_Found( 'finished', $versions );
}

/** Whether the newest finished setup is this one, by this code. */
function store_is_done( mysqli $db, string $revision, array $code ): bool {
	$options = store_options( $db, STORE_REVISIONS, STORE_VERSIONS, STORE_UPGRADING );
	return '' !== $revision
		&& ! isset( $options[ STORE_UPGRADING ] )
		&& explode( ',', $options[ STORE_REVISIONS ] ?? '' )[0] === $revision
		&& json_decode( $options[ STORE_VERSIONS ] ?? '{}', true ) === $code;
}

/** Opens the store to visitors. Revisions that older versions finished no longer count: their pods must not serve this database. */
function store_finish( mysqli $db, string $revision, array $code ): void {
	$options = store_options( $db, STORE_REVISIONS, STORE_VERSIONS );
	$same    = json_decode( $options[ STORE_VERSIONS ] ?? '{}', true ) === $code;
	$before  = $same ? explode( ',', $options[ STORE_REVISIONS ] ?? '' ) : array();
	$all     = array_unique( array_filter( array( '' === $revision ? 'unnamed' : $revision, ...$before ) ) );
	store_set_option( $db, STORE_VERSIONS, json_encode( $code ) );
	$db->query( 'DROP TABLE IF EXISTS ' . STORE_FIRST_SETUP );
	store_set_option( $db, STORE_REVISIONS, implode( ',', array_slice( $all, 0, 10 ) ) );
}
