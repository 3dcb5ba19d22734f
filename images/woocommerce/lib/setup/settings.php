<?php
/**
 * What the store shall be like, as the environment says it.
 */

declare( strict_types=1 );

/** Settings of one run, checked. */
final readonly class Store_Settings {
	public function __construct(
		public string $url,
		public string $title,
		public string $currency,
		public string $country,
		public int $sample_products,
		public string $admin_email,
		public string $admin_password,
		public string $consumer_key,
		public string $consumer_secret,
		public string $revision,
	) {}

	/**
	 * Reads and checks everything that can be checked without WooCommerce.
	 *
	 * @throws Store_Final_Failure Naming the variable, its value and what is allowed; values of secrets are not shown.
	 */
	public static function from_environment(): self {
		$matching = static function ( string $name, string $pattern, string $allowed, bool $secret = false ): string {
			$value = store_env( $name );
			if ( ! preg_match( $pattern, $value ) ) {
				throw new Store_Final_Failure( $name . ( $secret ? ' has a wrong form' : " is \"$value\"" ) . "; allowed: $allowed" );
			}
			return $value;
		};
		$email = store_env( 'ADMIN_EMAIL' );
		if ( false === filter_var( $email, FILTER_VALIDATE_EMAIL, FILTER_FLAG_EMAIL_UNICODE ) ) {
			throw new Store_Final_Failure( "ADMIN_EMAIL is \"$email\"; allowed: an e-mail address" );
		}
		return new self(
			url: $matching( 'STORE_URL', '#^https?://[a-z0-9.-]+(:\d{1,5})?$#', 'an address without a path, such as https://shop.example.com' ),
			title: store_env( 'STORE_TITLE' ),
			currency: $matching( 'STORE_CURRENCY', '/^[A-Z]{3}$/', 'an ISO 4217 code in capitals, such as EUR' ),
			country: $matching( 'STORE_COUNTRY', '/^[A-Z]{2}$/', 'an ISO 3166-1 code in capitals, such as DE' ),
			sample_products: store_env_integer( 'STORE_SAMPLE_PRODUCTS', 3, 1, 50 ),
			admin_email: $email,
			admin_password: store_env( 'ADMIN_PASSWORD' ),
			consumer_key: $matching( 'API_CONSUMER_KEY', '/^ck_[0-9a-f]{40}$/', 'ck_ and 40 hexadecimal digits', true ),
			consumer_secret: $matching( 'API_CONSUMER_SECRET', '/^cs_[0-9a-f]{40}$/', 'cs_ and 40 hexadecimal digits', true ),
			revision: store_env( 'SETUP_REVISION', '' ),
		);
	}
}
