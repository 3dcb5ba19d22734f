<?php
/**
 * The shop itself: market, money, pages.
 */

declare( strict_types=1 );

/** Refuses a market that WooCommerce does not know, before anything is changed. */
function store_check_market( Store_Settings $settings ): void {
	if ( ! isset( get_woocommerce_currencies()[ $settings->currency ] ) ) {
		throw new Store_Final_Failure( "STORE_CURRENCY is \"{$settings->currency}\", which WooCommerce does not know; choose another currency for this store" );
	}
	if ( ! isset( WC()->countries->get_countries()[ $settings->country ] ) ) {
		throw new Store_Final_Failure( "STORE_COUNTRY is \"{$settings->country}\", which WooCommerce does not know; choose another country for this store" );
	}
}

/** What a merchant may change later. */
function store_arrange_first_time( Store_Settings $settings ): void {
	global $wp_rewrite;

	update_option( 'woocommerce_onboarding_profile', array( 'skipped' => true ) );
	update_option( 'woocommerce_task_list_hidden_lists', array( 'setup', 'extended' ) );
	update_option( 'woocommerce_allow_tracking', 'no' );
	update_option( 'woocommerce_show_marketplace_suggestions', 'no' );
	$wp_rewrite->set_permalink_structure( '/%postname%/' );

	update_option( 'woocommerce_allowed_countries', 'specific' );
	update_option( 'woocommerce_specific_allowed_countries', array( $settings->country ) );
	$locale = ( include WC()->plugin_path() . '/i18n/locale-info.php' )[ $settings->country ] ?? array();
	if ( $settings->currency === ( $locale['currency_code'] ?? '' ) ) {
		update_option( 'woocommerce_currency_pos', $locale['currency_pos'] );
		update_option( 'woocommerce_price_thousand_sep', $locale['thousand_sep'] );
		update_option( 'woocommerce_price_decimal_sep', $locale['decimal_sep'] );
		update_option( 'woocommerce_weight_unit', $locale['weight_unit'] );
		update_option( 'woocommerce_dimension_unit', $locale['dimension_unit'] );
	}

	WC_Install::create_pages();
	foreach ( get_posts( array( 'name' => 'hello-world' ) ) as $post ) {
		wp_delete_post( $post->ID, true );
	}
	wp_delete_post( (int) get_page_by_path( 'sample-page' )?->ID, true );
	update_option( 'show_on_front', 'page' );
	update_option( 'page_on_front', wc_get_page_id( 'shop' ) );
}

/** What the store's declaration says, applied each time. */
function store_apply_shop( Store_Settings $settings ): void {
	update_option( 'blogname', $settings->title );
	update_option( 'admin_email', $settings->admin_email );
	if ( get_option( 'woocommerce_currency' ) !== $settings->currency || false === get_option( 'store_currency_digits' ) ) {
		$digits = ( new NumberFormatter( "en@currency={$settings->currency}", NumberFormatter::CURRENCY ) )->getAttribute( NumberFormatter::FRACTION_DIGITS );
		update_option( 'woocommerce_price_num_decimals', (string) $digits );
		update_option( 'store_currency_digits', (string) $digits );
	}
	update_option( 'woocommerce_currency', $settings->currency );
	// A merchant may have added the state ("DE:DE-BE").
	if ( WC()->countries->get_base_country() !== $settings->country ) {
		update_option( 'woocommerce_default_country', $settings->country );
	}
	$sold_to = (array) get_option( 'woocommerce_specific_allowed_countries', array() );
	if ( 'specific' === get_option( 'woocommerce_allowed_countries' ) && ! in_array( $settings->country, $sold_to, true ) ) {
		update_option( 'woocommerce_specific_allowed_countries', array( ...$sold_to, $settings->country ) );
	}
	// The Store API sells even while every page says "coming soon".
	update_option( 'woocommerce_coming_soon', 'no' );
	update_option( 'woocommerce_store_pages_only', 'no' );
}
