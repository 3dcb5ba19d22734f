<?php
/**
 * Plugin Name: Storefleet
 * Description: What a store needs from its platform: closed during upgrades, truthful mail, removal of test orders.
 */

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/storefleet/closed.php';
require __DIR__ . '/storefleet/mail.php';
require __DIR__ . '/storefleet/proof-orders.php';
require __DIR__ . '/storefleet/uploads.php';
