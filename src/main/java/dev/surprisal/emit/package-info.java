/**
 * Last stage: records to lines of JSON, and lines to the outside.
 *
 * <p>{@link dev.surprisal.emit.ResultEncoder} fixes the field names that others rely on; {@link
 * dev.surprisal.emit.ResultSorter} puts the lines of a bounded job in order, so that its output is
 * the same bytes at any parallelism; {@link dev.surprisal.emit.Sinks} writes them.
 */
package dev.surprisal.emit;
