<?php
/**
 * Sample products.
 */

declare( strict_types=1 );

/** Name, price, description. */
const STORE_GOODS = array(
	array( 'Mug', '12', 'Holds 300 ml, goes into the dishwasher.' ),
	array( 'Notebook', '9', '96 pages of dotted paper.' ),
	array( 'Tote bag', '15', 'Strong cotton with long handles.' ),
	array( 'Cap', '19', 'One size, adjustable strap.' ),
	array( 'Water bottle', '24', 'Keeps half a litre cold for a day.' ),
	array( 'Scarf', '29', 'Soft wool, two metres long.' ),
	array( 'Candle', '14', 'Burns for forty hours.' ),
	array( 'Poster', '18', '50 by 70 cm on heavy paper.' ),
	array( 'Cushion', '32', 'With a cover that can be washed.' ),
	array( 'Lamp', '49', 'Warm light, dimmable.' ),
);
const STORE_COLOURS = array( 'Classic', 'Forest', 'Ocean', 'Sunset', 'Stone' );

/**
 * Makes the samples that were never made. One that the merchant deleted does not come back, and fewer than before deletes nothing.
 */
function store_ensure_sample_products( int $count ): void {
	$made = (array) get_option( 'store_sample_products', array() );
	for ( $index = 0; $index < $count; $index++ ) {
		$sku = sprintf( 'sample-%02d', $index + 1 );
		if ( in_array( $sku, $made, true ) ) {
			continue;
		}
		// A run that was killed may have made it without noting it down.
		if ( 0 === wc_get_product_id_by_sku( $sku ) ) {
			[ $name, $price, $text ] = STORE_GOODS[ $index % count( STORE_GOODS ) ];
			$colour                  = STORE_COLOURS[ intdiv( $index, count( STORE_GOODS ) ) % count( STORE_COLOURS ) ];
			$product                 = new WC_Product_Simple();
			$product->set_name( 'Classic' === $colour ? $name : "$name $colour" );
			$product->set_sku( $sku );
			$product->set_regular_price( $price );
			$product->set_short_description( $text );
			$product->set_manage_stock( true );
			$product->set_stock_quantity( 100 );
			$product->save();
		}
		$made[] = $sku;
		update_option( 'store_sample_products', $made, false );
	}
}
