/**
 * Alerts over HTTP: to Alertmanager, which groups and silences them, and to anything that takes a
 * POST of JSON. No Flink.
 *
 * <p>{@link dev.surprisal.notify.AlertSender} sends once and says what came of it, or tries until a
 * limit; who calls it keeps what was not delivered. Delivery is at least once, and each alert
 * carries an id that is the same every time.
 */
package dev.surprisal.notify;
