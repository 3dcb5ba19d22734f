<?php
/**
 * Child processes of the setup.
 */

declare( strict_types=1 );

/**
 * Runs one of the setup's own steps in a fresh PHP, because WordPress cannot be loaded twice.
 *
 * @throws RuntimeException With the step's last line.
 */
function store_run_php( string $script ): void {
	store_run( array( PHP_BINARY, '-d', 'memory_limit=512M', __DIR__ . "/$script" ), $script );
}

/**
 * Runs WP-CLI.
 *
 * @throws RuntimeException With its last line.
 */
function store_run_wp( string ...$arguments ): void {
	$command = array( PHP_BINARY, '-d', 'memory_limit=512M', '/usr/local/bin/wp', '--path=' . STORE_ROOT, '--no-color', ...$arguments );
	store_run( $command, 'wp ' . implode( ' ', array_slice( $arguments, 0, 2 ) ) );
}

/**
 * Runs a command; what it prints goes to our own output.
 *
 * @param list<string> $command Program and arguments; no shell reads them.
 * @param string       $name    For the error message.
 * @throws RuntimeException With the last line that it printed.
 */
function store_run( array $command, string $name ): void {
	$child = proc_open( $command, array( array( 'file', '/dev/null', 'r' ), array( 'pipe', 'w' ), array( 'redirect', 1 ) ), $pipes );
	if ( false === $child ) {
		throw new RuntimeException( "$name could not be started" );
	}
	$last = '(it printed nothing)';
	while ( false !== ( $line = fgets( $pipes[1] ) ) ) {
		echo $line;
		$last = '' === trim( $line ) ? $last : trim( $line );
	}
	fclose( $pipes[1] );
	$code = proc_close( $child );
	if ( 0 !== $code ) {
		$message = "\"$name\" failed (exit code $code): $last";
		throw 2 === $code ? new Store_Final_Failure( $message ) : new RuntimeException( $message );
	}
}
