/**
 * Streams of gzip members and zstd frames that say where a file was cut, which the libraries' own
 * do not behind the first member or frame. No Flink.
 */
package dev.surprisal.compression;
