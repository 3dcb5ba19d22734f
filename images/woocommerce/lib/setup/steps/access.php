<?php
/**
 * Who may administer the shop.
 */

declare( strict_types=1 );

/** The user `admin` exists with this password and address, whatever they were before: that is how a rotation reaches the shop. */
function store_ensure_admin( Store_Settings $settings ): void {
	$user = get_user_by( 'login', 'admin' );
	if ( false === $user ) {
		$made = wp_insert_user(
			array( 'user_login' => 'admin', 'user_pass' => $settings->admin_password, 'user_email' => $settings->admin_email, 'role' => 'administrator' )
		);
		if ( is_wp_error( $made ) ) {
			throw new RuntimeException( "the admin user could not be made: {$made->get_error_message()}" );
		}
		$user = get_user_by( 'id', $made );
	}
	wp_set_current_user( $user->ID );
	// A changed password ends every session; an equal one must not.
	if ( ! wp_check_password( $settings->admin_password, $user->user_pass, $user->ID ) ) {
		wp_set_password( $settings->admin_password, $user->ID );
	}
	if ( $user->user_email !== $settings->admin_email ) {
		add_filter( 'send_email_change_email', '__return_false' );
		$changed = wp_update_user( array( 'ID' => $user->ID, 'user_email' => $settings->admin_email ) );
		if ( is_wp_error( $changed ) ) {
			throw new RuntimeException( "ADMIN_EMAIL \"{$settings->admin_email}\" could not be set: {$changed->get_error_message()}" );
		}
	}
	if ( ! in_array( 'administrator', $user->roles, true ) ) {
		$user->add_role( 'administrator' );
	}
}

/** The REST API takes the key pair that everybody knows from the Secret. Only the hash of the key is stored. */
function store_ensure_api_key( Store_Settings $settings ): void {
	global $wpdb;

	$table = $wpdb->prefix . 'woocommerce_api_keys';
	$row   = array(
		'user_id'         => get_user_by( 'login', 'admin' )->ID,
		'permissions'     => 'read_write',
		'consumer_key'    => wc_api_hash( $settings->consumer_key ),
		'consumer_secret' => $settings->consumer_secret,
		'truncated_key'   => substr( $settings->consumer_key, -7 ),
	);
	$id    = $wpdb->get_var( $wpdb->prepare( "SELECT key_id FROM $table WHERE description = %s", 'Storefleet' ) );
	$done  = null === $id
		? $wpdb->insert( $table, $row + array( 'description' => 'Storefleet' ) )
		: $wpdb->update( $table, $row, array( 'key_id' => $id ) );
	if ( false === $done ) {
		throw new RuntimeException( "the API key could not be stored: $wpdb->last_error" );
	}
}
