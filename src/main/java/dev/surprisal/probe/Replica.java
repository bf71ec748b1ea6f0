package dev.surprisal.probe;

import java.net.URI;

/**
 * A server that is probed.
 *
 * @param name under which its baseline and its history are kept
 * @param url of it
 */
record Replica(String name, URI url) {}
