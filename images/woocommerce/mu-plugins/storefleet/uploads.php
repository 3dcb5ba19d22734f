<?php
/**
 * During setup the uploads folder is a scratch folder, so that nothing made there may be referred to: no scaled copies of pictures. The ones
 * that every store has are copied from the image when the shop starts.
 */

defined( 'ABSPATH' ) || exit;

if ( defined( 'STORE_SETUP' ) ) {
	add_filter( 'intermediate_image_sizes_advanced', '__return_empty_array' );
	add_filter( 'big_image_size_threshold', '__return_false' );
}
