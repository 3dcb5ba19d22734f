<?php
/**
 * Keeps a page for the visitors without a cart or log-in for some seconds, so that a crowd costs one rendering. WordPress runs this file before
 * everything else. Prices and stock on such a page may be as old as that; cart and checkout never are.
 */

defined( 'ABSPATH' ) || exit;

final class Store_Page_Cache {
	/** Short enough that nobody has to be told that a page changed. */
	private const SECONDS = 10;

	/** A page of the shop takes about 120 KB, and /tmp holds 256 MiB. */
	private const MOST_PAGES = 300;

	private const FOLDER = '/tmp/page-cache';

	/** Beginnings of the names of cookies that stand for a person: log-in, cart, comments, protected posts. */
	private const PERSONAL_COOKIES = '/^(wordpress|wp|woocommerce|comment_author|PHPSESSID)/i';

	/** Answers from the cache and ends, or sees to it that the page is kept if it turns out to be for everybody. */
	public static function serve(): void {
		if ( ! self::may_ask() ) {
			return;
		}
		$file = self::FOLDER . '/' . hash( 'sha256', $_SERVER['HTTP_X_FORWARDED_PROTO'] . ' ' . $_SERVER['REQUEST_URI'] );
		$age  = time() - (int) @filemtime( $file );
		if ( $age <= self::SECONDS ) {
			$page = (string) @file_get_contents( $file );
			if ( '' !== $page ) {
				header( 'Content-Type: text/html; charset=UTF-8' );
				header( "X-Page-Cache: hit; age=$age" );
				echo $page;
				exit;
			}
		}
		// Whoever comes while this page is rendered gets the old one once more.
		if ( is_file( $file ) ) {
			touch( $file );
		}
		ob_start( static fn( string $page ): string => self::keep( $file, $page ) );
	}

	/** Whether the request is one that everybody could have sent. */
	private static function may_ask(): bool {
		$path = $_SERVER['REQUEST_URI'] ?? '';
		return 'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' )
			&& '/index.php' === ( $_SERVER['SCRIPT_NAME'] ?? '' )
			&& isset( $_SERVER['HTTP_X_FORWARDED_PROTO'] )
			&& ( $_SERVER['HTTP_HOST'] ?? '' ) === self::host()
			&& ! str_contains( $path, '?' )
			&& ! str_starts_with( $path, '/wp-' )
			// Apache sets it always, see apache.conf.
			&& '' === ( $_SERVER['HTTP_AUTHORIZATION'] ?? '' )
			&& ! str_contains( $_SERVER['HTTP_CACHE_CONTROL'] ?? '', 'no-cache' )
			&& array() === preg_grep( self::PERSONAL_COOKIES, array_keys( $_COOKIE ) );
	}

	/** As it stands in a request's Host header. */
	private static function host(): string {
		$port = parse_url( WP_HOME, PHP_URL_PORT );
		return parse_url( WP_HOME, PHP_URL_HOST ) . ( null === $port ? '' : ":$port" );
	}

	private static function keep( string $file, string $page ): string {
		if ( self::is_for_everybody( $page ) ) {
			if ( ! headers_sent() ) {
				header( 'X-Page-Cache: miss' );
			}
			self::write( $file, $page );
		}
		return $page;
	}

	/** Whether the answer says of itself that it is the same for all: WooCommerce marks cart, checkout and account. */
	private static function is_for_everybody( string $page ): bool {
		if ( 200 !== http_response_code() || ( defined( 'DONOTCACHEPAGE' ) && DONOTCACHEPAGE ) || ! str_contains( $page, '</html>' ) ) {
			return false;
		}
		$html = false;
		foreach ( headers_list() as $header ) {
			if ( preg_match( '/^(set-cookie:|cache-control:.*(no-store|no-cache|private))/i', $header ) ) {
				return false;
			}
			$html = $html || 1 === preg_match( '/^content-type: text\/html/i', $header );
		}
		return $html;
	}

	/** What cannot be written is rendered again; no visitor sees an error for it. */
	private static function write( string $file, string $page ): void {
		@mkdir( self::FOLDER, 0700, true );
		if ( count( glob( self::FOLDER . '/*' ) ?: array() ) >= self::MOST_PAGES ) {
			self::sweep();
			return;
		}
		$unfinished = $file . '.' . getmypid();
		if ( false !== @file_put_contents( $unfinished, $page ) ) {
			@rename( $unfinished, $file );
		}
	}

	/** Removes what nobody gets any more. */
	private static function sweep(): void {
		foreach ( glob( self::FOLDER . '/*' ) ?: array() as $file ) {
			if ( time() - (int) @filemtime( $file ) > self::SECONDS ) {
				@unlink( $file );
			}
		}
	}
}

Store_Page_Cache::serve();
