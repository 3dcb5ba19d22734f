<?php
/**
 * What the database says about itself: which setups have finished, with which versions, and whether an upgrade is under way.
 */

declare( strict_types=1 );

/** Option: finished setup revisions of the versions below, newest first. */
const STORE_REVISIONS = 'store_setup_rev';

/** Option: versions that the last finished setup left the database with, such as `{"wordpress":"7.1.4","woocommerce":"11.0.1"}`. */
const STORE_VERSIONS = 'store_versions';

/** Option: set while an upgrade is under way, so that nobody writes; see lib/setup/upgrade.php. */
const STORE_UPGRADING = 'store_upgrading';

/** Table that exists from the first statement of a first setup to its last. */
const STORE_FIRST_SETUP = 'store_first_setup';

/** Where the shop's code lies. */
const STORE_ROOT = '/var/www/html/';

/**
 * Values of options; those that do not exist, or have no table yet, are missing.
 *
 * @return array<string, string>
 */
function store_options( mysqli $db, string ...$names ): array {
	try {
		$marks  = implode( ', ', array_fill( 0, count( $names ), '?' ) );
		$result = $db->execute_query( "SELECT option_name, option_value FROM wp_options WHERE option_name IN ($marks)", $names );
		return array_column( $result->fetch_all( MYSQLI_ASSOC ), 'option_value', 'option_name' );
	} catch ( mysqli_sql_exception $error ) {
		if ( 1146 === $error->getCode() ) {
			return array();
		}
		throw $error;
	}
}

/** Writes one option without WordPress. */
function store_set_option( mysqli $db, string $name, string $value ): void {
	$db->execute_query(
		"INSERT INTO wp_options (option_name, option_value, autoload) VALUES (?, ?, 'on') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)",
		array( $name, $value )
	);
}

/** Deletes one option without WordPress. */
function store_delete_option( mysqli $db, string $name ): void {
	$db->execute_query( 'DELETE FROM wp_options WHERE option_name = ?', array( $name ) );
}

/**
 * Why the store may have no visitors, or null.
 *
 * @param string $revision Setup that must have finished; empty: any.
 */
function store_closed_reason( mysqli $db, string $revision ): ?string {
	$options = store_options( $db, STORE_REVISIONS, STORE_UPGRADING );
	if ( isset( $options[ STORE_UPGRADING ] ) ) {
		return 'an upgrade is under way';
	}
	$finished = $options[ STORE_REVISIONS ] ?? '';
	if ( '' === $finished || ( '' !== $revision && ! in_array( $revision, explode( ',', $finished ), true ) ) ) {
		return '' === $revision ? 'the setup has not finished' : "the setup $revision has not finished";
	}
	return null;
}

/**
 * Versions of the code in this image.
 *
 * @return array{wordpress: string, woocommerce: string}
 */
function store_code_versions(): array {
	$wp_version = '';
	require STORE_ROOT . 'wp-includes/version.php';
	$plugin = (string) file_get_contents( STORE_ROOT . 'wp-content/plugins/woocommerce/woocommerce.php', false, null, 0, 4096 );
	preg_match( '/^[ \t*]*Version:\s*(\S+)/m', $plugin, $found );
	return array(
		'wordpress'   => $wp_version,
		'woocommerce' => $found[1] ?? throw new RuntimeException( 'the image has no WooCommerce' ),
	);
}
