<?php
/**
 * The one place that reads environment variables.
 */

declare( strict_types=1 );

/**
 * Value of a variable. One that is empty counts as not set.
 *
 * @param string      $name    Name of the variable.
 * @param string|null $default What an unset variable means; null: it must be set.
 * @throws RuntimeException If it must be set and is not.
 */
function store_env( string $name, ?string $default = null ): string {
	$value = getenv( $name );
	if ( false !== $value && '' !== $value ) {
		return $value;
	}
	return $default ?? throw new RuntimeException( "the environment variable $name is not set" );
}

/**
 * Value of a variable that holds a whole number.
 *
 * @throws RuntimeException If it is none, or out of range.
 */
function store_env_integer( string $name, int $default, int $least, int $most ): int {
	$value = store_env( $name, (string) $default );
	if ( ! preg_match( '/^\d{1,9}$/', $value ) || (int) $value < $least || (int) $value > $most ) {
		throw new RuntimeException( "$name is \"$value\"; allowed: whole numbers from $least to $most" );
	}
	return (int) $value;
}
