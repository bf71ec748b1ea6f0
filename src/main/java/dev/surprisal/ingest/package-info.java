/**
 * First stage: reads files in parallel and decodes what they hold into {@link
 * dev.surprisal.event.Completion}s.
 *
 * <p>Two kinds of source, both Flink's {@code FileSource} with our splits and formats: KL base
 * files, cut by chunk and read row by row in place ({@link dev.surprisal.ingest.KldFileFormat}),
 * and files of server responses, framed into payloads ({@link
 * dev.surprisal.ingest.PayloadFileFormat}) and decoded ({@link
 * dev.surprisal.ingest.DecodeFunction}). Out: completions; to the side, dead letters and ledger
 * entries, with received = decoded + dead letters + ignored. No state but the source's own.
 *
 * <p>For jobs without an end: files as partitions, to their end or followed ({@link
 * dev.surprisal.ingest.FolderSource}), and word of the partitions of any source ({@link
 * dev.surprisal.ingest.AnnouncingSource}).
 *
 * <p>Start at {@link dev.surprisal.ingest.Ingest}.
 */
package dev.surprisal.ingest;
