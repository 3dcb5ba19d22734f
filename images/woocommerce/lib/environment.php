<?php
/**
 * The one place that reads environment variables.
 */

declare( strict_types=1 );

/** A failure that trying again would not mend: wrong settings, a database from the future, an upgrade that failed. Exit code 2. */
final class Store_Final_Failure extends RuntimeException {}

/**
 * Value of a variable. One that is empty counts as not set.
 *
 * @param string      $name    Name of the variable.
 * @param string|null $default What an unset variable means; null: it must be set.
 * @throws Store_Final_Failure If it must be set and is not.
 */
function store_env( string $name, ?string $default = null ): string {
	$value = getenv( $name );
	if ( false !== $value && '' !== $value ) {
		return $value;
	}
	return $default ?? throw new Store_Final_Failure( "the environment variable $name is not set" );
}

/**
 * Value of a variable that holds a whole number.
 *
 * @throws Store_Final_Failure If it is none, or out of range.
 */
function store_env_integer( string $name, int $default, int $least, int $most ): int {
	$value = store_env( $name, (string) $default );
	if ( ! preg_match( '/^\d{1,9}$/', $value ) || (int) $value < $least || (int) $value > $most ) {
		throw new Store_Final_Failure( "$name is \"$value\"; allowed: whole numbers from $least to $most" );
	}
	return (int) $value;
}
