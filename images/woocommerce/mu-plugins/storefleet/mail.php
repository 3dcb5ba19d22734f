<?php
/**
 * Mail: through the SMTP server that the environment names, else off. Off means that sending fails: "sent" in an order's notes would be a lie.
 */

defined( 'ABSPATH' ) || exit;

if ( '' === store_env( 'SMTP_HOST', '' ) ) {
	add_filter( 'pre_wp_mail', '__return_false' );
	add_action(
		'admin_notices',
		static function (): void {
			if ( current_user_can( 'manage_options' ) ) {
				echo '<div class="notice notice-info"><p>Mail is off: this store has no mail server, so no customer gets an e-mail.</p></div>';
			}
		}
	);
	return;
}

add_action(
	'phpmailer_init',
	static function ( PHPMailer\PHPMailer\PHPMailer $mailer ): void {
		$user = store_env( 'SMTP_USER', '' );
		$mailer->isSMTP();
		$mailer->Host        = store_env( 'SMTP_HOST' );
		$mailer->Port        = (int) store_env( 'SMTP_PORT', '587' );
		$mailer->SMTPAuth    = '' !== $user;
		$mailer->Username    = $user;
		$mailer->Password    = store_env( 'SMTP_PASSWORD', '' );
		$mailer->SMTPSecure  = array( 'starttls' => 'tls', 'tls' => 'ssl', 'unencrypted' => '' )[ store_env( 'SMTP_SECURITY', 'starttls' ) ] ?? 'tls';
		$mailer->SMTPAutoTLS = '' !== $mailer->SMTPSecure;
		$mailer->Timeout     = 10;
	}
);

// The shopper's order stands all the same; whoever runs the store finds the reason in the pod's log, without anybody's address.
add_action(
	'wp_mail_failed',
	static fn( WP_Error $error ) => error_log( 'A mail could not be sent: ' . preg_replace( '/[^\s<>,;:]+@[^\s<>,;:]+/', '(address)', $error->get_error_message() ) )
);

if ( '' !== store_env( 'MAIL_FROM', '' ) ) {
	add_filter( 'wp_mail_from', static fn() => store_env( 'MAIL_FROM' ) );
	// WooCommerce's mails come with an address of their own.
	add_filter( 'woocommerce_email_from_address', static fn() => store_env( 'MAIL_FROM' ) );
	add_filter( 'wp_mail_from_name', static fn() => get_option( 'blogname' ) );
}
