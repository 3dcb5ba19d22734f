<?php
/**
 * Plain connections to the store's database, for code that must work without WordPress.
 */

declare( strict_types=1 );

/** The server knows the user but not this password, or not the user. */
const STORE_ACCESS_DENIED = 1045;

/**
 * One attempt to connect.
 *
 * @param int  $seconds   How long the server may take to let us in.
 * @param bool $impatient Whether every later answer, too, must come within these seconds.
 * @throws mysqli_sql_exception If it does not let us in.
 */
function store_connect( int $seconds, bool $impatient = true ): mysqli {
	mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
	$db = mysqli_init();
	$db->options( MYSQLI_OPT_CONNECT_TIMEOUT, $seconds );
	if ( $impatient ) {
		$db->options( MYSQLI_OPT_READ_TIMEOUT, $seconds );
	}
	// PHP warns besides throwing; the exception is enough.
	@$db->real_connect(
		store_env( 'DATABASE_HOST', 'database' ),
		store_env( 'DATABASE_USER', 'wordpress' ),
		store_env( 'DATABASE_PASSWORD' ),
		store_env( 'DATABASE_NAME', 'wordpress' ),
		(int) store_env( 'DATABASE_PORT', '3306' )
	);
	$db->set_charset( 'utf8mb4' );
	return $db;
}

/**
 * Waits until the database lets us in.
 *
 * @param int      $seconds       How long it may take in all: a first start on a slow disk takes minutes.
 * @param int      $grace_seconds How long a refused password may go on: the server may be restarting with the new one.
 * @param callable $say           Gets a line when the reason for waiting changes.
 * @throws RuntimeException One sentence that tells "not there yet" from "wrong password".
 */
function store_wait_for_database( int $seconds, int $grace_seconds, callable $say ): mysqli {
	$where  = store_env( 'DATABASE_HOST', 'database' ) . ':' . store_env( 'DATABASE_PORT', '3306' );
	$user   = store_env( 'DATABASE_USER', 'wordpress' );
	$end    = microtime( true ) + $seconds;
	$denied = null;
	$told   = null;
	while ( true ) {
		try {
			// A server that accepts but does not greet is not up either; the limit cannot be lifted from an open connection.
			store_connect( 5 )->close();
			return store_connect( 5, false );
		} catch ( mysqli_sql_exception $error ) {
			$now    = microtime( true );
			$denied = STORE_ACCESS_DENIED === $error->getCode() ? ( $denied ?? $now ) : null;
			if ( null !== $denied && $now >= min( $end, $denied + $grace_seconds ) ) {
				throw new RuntimeException(
					"the database at $where is up but refuses the password of user \"$user\" ({$error->getMessage()}); " .
					'give DATABASE_PASSWORD of the same Secret to both, or restart the database so that it takes the new one'
				);
			}
			if ( $now >= $end ) {
				throw new RuntimeException( "the database at $where did not answer within $seconds s (WAIT_SECONDS): {$error->getMessage()}" );
			}
			if ( $told !== $error->getCode() ) {
				$say( "waiting for the database at $where: {$error->getMessage()}" );
			}
			$told = $error->getCode();
			usleep( 200_000 );
		}
	}
}
