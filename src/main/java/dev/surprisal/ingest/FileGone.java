package dev.surprisal.ingest;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A followed file is no longer there. A reader says so to the enumerator, which forgets the file,
 * so that it would be found anew under the same name, and says so back; only then the reader gives
 * the file up. So after a crash in between there is no file that one of them waits for and the
 * other thinks is read.
 *
 * @param number of the file
 */
record FileGone(long number) implements SourceEvent {

    private static final long serialVersionUID = 1L;
}
